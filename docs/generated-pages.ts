import { usageTable } from '../app/commands/usage.ts';
import { settingsTable } from '../app/config/settings-table.ts';
import { configJsonSchema } from '../scanners/config/config-json-schema.ts';
import { incidentFacts, incidentTable } from '../test/maintainers/incidents.ts';
import { actionInputs, actionOutputs } from './action-tables.ts';
import { badgePicture } from './badge-picture.ts';
import { commandHelp } from './command-help.ts';
import { gateSettingsTable, inputsTable, ruleTable } from './gate-tables.ts';
import { replaceBlock } from './replace-block.ts';
import { riskExamples } from './risk-examples.ts';
import { levelsTable, weightsTable } from './risk-tables.ts';
import { trustExample } from './trust-example.ts';
import { bandsTable, capsTable, factorsTable, partsTable, sharesTable } from './trust-tables.ts';

/** A file, or a block of one, that is made from the code. `render` gets the file's present text. */
export interface GeneratedPage {
  file: string;
  render: (current: string) => string | Promise<string>;
}

export const generatedPages: GeneratedPage[] = [
  { file: 'docs/lockkeeper.schema.json', render: () => configJsonSchema() },
  { file: 'docs/badges.svg', render: () => badgePicture() },
  {
    file: 'README.md',
    render: async (current) =>
      replaceBlocks(current, {
        settings: settingsTable(),
        'scan-help': await commandHelp('scan'),
        'trust-help': await commandHelp('trust'),
        'gate-help': await commandHelp('gate'),
        commands: usageTable(),
        'action-inputs': await actionInputs(),
        'action-outputs': await actionOutputs(),
      }),
  },
  {
    // The table of noise is measured by documents that are not part of the repository: test/maintainers/noise-table.ts.
    file: 'docs/maintainer-risk.md',
    render: (current) =>
      replaceBlocks(current, {
        weights: weightsTable(),
        levels: levelsTable(),
        examples: riskExamples(),
        incidents: incidentTable(),
        'incident-facts': incidentFacts(),
      }),
  },
  {
    file: 'docs/gate-policy.md',
    render: (current) =>
      replaceBlocks(current, {
        'gate-settings': gateSettingsTable(),
        'gate-rules': ruleTable(),
        'gate-inputs': inputsTable(),
      }),
  },
  {
    file: 'docs/trust-score.md',
    render: (current) =>
      replaceBlocks(current, {
        'trust-parts': partsTable(),
        'trust-shares': sharesTable(),
        'trust-factors': factorsTable(),
        'trust-caps': capsTable(),
        'trust-bands': bandsTable(),
        'trust-example': trustExample(),
      }),
  },
];

function replaceBlocks(current: string, blocks: Readonly<Record<string, string>>): string {
  return Object.entries(blocks).reduce((page, [name, text]) => replaceBlock(page, name, text), current);
}
