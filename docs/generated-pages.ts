import { usageTable } from '../app/commands/usage.ts';
import { settingsTable } from '../app/config/settings-table.ts';
import { configJsonSchema } from '../scanners/config/config-json-schema.ts';
import { replaceBlock } from './replace-block.ts';
import { scanHelp } from './scan-help.ts';

/** A file, or a block of one, that is made from the code. `render` gets the file's present text. */
export interface GeneratedPage {
  file: string;
  render: (current: string) => string | Promise<string>;
}

export const generatedPages: GeneratedPage[] = [
  { file: 'docs/lockkeeper.schema.json', render: () => configJsonSchema() },
  {
    file: 'README.md',
    render: async (current) =>
      [
        ['settings', settingsTable()],
        ['scan-help', await scanHelp()],
        ['commands', usageTable()],
      ].reduce((page, [name = '', text = '']) => replaceBlock(page, name, text), current),
  },
];
