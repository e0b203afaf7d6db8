/** Works through a list, some at a time. The first fault is thrown, once what was under way has ended. */
export async function inParallel<Item>(
  items: readonly Item[],
  width: number,
  act: (item: Item) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  let fault: { error: unknown } | undefined;
  const lane = async () => {
    for (const item of rest) {
      if (fault !== undefined) return;
      try {
        await act(item);
      } catch (error) {
        fault ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  if (fault !== undefined) throw fault.error;
}
