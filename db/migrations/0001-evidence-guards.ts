/**
 * Evidence is only ever added. Rows go with their installation, in a transaction that says so first:
 * `set local lockkeeper.retention = 'on'`. The delete guard looks at rows, not statements, because a foreign key's
 * cascade runs its statement also where there is nothing to delete.
 */
export const evidenceGuards = [
  `create function refuse_evidence_change() returns trigger language plpgsql as $$
  begin
    if tg_op = 'DELETE' and current_setting('lockkeeper.retention', true) = 'on' then
      return old;
    end if;
    raise exception 'evidence is append-only: % refused', tg_op
      using errcode = 'insufficient_privilege',
        hint = 'Evidence goes with its installation, by the retention job.';
  end
  $$`,
  `create trigger evidence_no_update before update on evidence
    for each statement execute function refuse_evidence_change()`,
  `create trigger evidence_no_truncate before truncate on evidence
    for each statement execute function refuse_evidence_change()`,
  `create trigger evidence_no_delete before delete on evidence
    for each row execute function refuse_evidence_change()`,
];
