import type { Lockkeeper } from '../app/start-lockkeeper.ts';
import { type Comment, findConversation, readComments } from './github-pages/read-conversations.ts';
import { PEOPLE } from './people.ts';
import { pollPackages } from './poll-packages.ts';
import { readChanges, type ShownChange } from './read-changes.ts';
import { ORGANISATION } from './read-organisation.ts';
import { HANDED_OVER, TAKEN_OVER } from './serve-packages.ts';
import type { Demo } from './start-demo.ts';

const [{ login: PERSON }] = PEOPLE;
/** What the demo's person makes of it. */
const ANSWERS: readonly [packageName: string, command: string][] = [
  [HANDED_OVER, '/accept because hoist told us that lena takes over'],
  [TAKEN_OVER, '/pin for 30d because nobody here knows tidefan77'],
];

/** Two packages change hands; Lockkeeper sees it and opens issues, and a person answers in them. */
export async function changeMaintainers(demo: Demo, say: (text: string) => void): Promise<void> {
  const { lockkeeper, github, packages } = demo;
  say('meanwhile, at the (emulated) registry:');
  for (const happened of packages.changeHands(new Date())) say(`  ${happened}`);
  for (const change of await pollUntilSeen(lockkeeper)) {
    const alerts = change.alerts.length === 1 ? '1 alert' : `${change.alerts.length} alerts`;
    say(`  ${await issueText(change)}: ${alerts}`);
  }
  for (const [packageName, command] of ANSWERS) {
    const issue = (await readChanges(lockkeeper.db)).find((change) => change.packageName === packageName)?.issue;
    if (issue === undefined) continue;
    say(`  ${PERSON} at ${nameOf(issue)}: ${command}`);
    const id = await github.comment(issue.repository, issue.number, command, PERSON);
    await lockkeeper.idle({ withDeferred: true });
    for (const line of answerLines(await readComments(github, issue), id)) say(`    ${line}`);
    const { state } = (await findConversation(github, issue.repository, issue.number))!;
    say(`  ${nameOf(issue)}: ${state}`);
  }

  async function issueText({ packageName, level, issue }: ShownChange): Promise<string> {
    if (issue === undefined) return `${packageName} (${level})`;
    const found = await findConversation(github, issue.repository, issue.number);
    return `${nameOf(issue)}: ${found?.state}: ${found?.title}`;
  }
}

/** A poll that the clock had started already may have been too early to see it. */
async function pollUntilSeen(lockkeeper: Lockkeeper, tries = 3): Promise<ShownChange[]> {
  await pollPackages(lockkeeper);
  const changes = await readChanges(lockkeeper.db);
  return changes.length >= ANSWERS.length || tries <= 1 ? changes : pollUntilSeen(lockkeeper, tries - 1);
}

function nameOf({ repository, number }: NonNullable<ShownChange['issue']>): string {
  return `${repository.replace(`${ORGANISATION}/`, '')} #${number}`;
}

/** What was done, of the answer to a comment. */
function answerLines(comments: readonly Comment[], id: number): string[] {
  const answer = comments.find(({ body }) => body.includes(`lockkeeper:answer:${id} -->`));
  const lines = answer?.body.split('\n').filter((line) => line.startsWith('- ')) ?? [];
  return lines.map((line) => line.slice(2).replaceAll('`', ''));
}
