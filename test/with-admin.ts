import pg from 'pg';

/** Does something as the administrator of a PostgreSQL server. */
export async function withAdmin(server: string, act: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client({ connectionString: `${server}/postgres` });
  await admin.connect();
  try {
    await act(admin);
  } finally {
    await admin.end();
  }
}
