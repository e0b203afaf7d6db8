import { parseDocument } from 'yaml';
import { EditError } from '../edit-failure.ts';

/** Sets one value in a YAML text, in place: comments, order and the rest of the text stay. */
export function setInYaml(file: string, text: string, path: readonly string[], value: string): string {
  const document = parseDocument(text, { keepSourceTokens: true });
  const [error] = document.errors;
  if (error !== undefined)
    throw new EditError('input', `${file}: expected YAML, found ${error.message.split('\n')[0]} Correct the file.`);
  if (document.contents === null) document.contents = document.createNode({}) as never;
  document.setIn([...path], value);
  const indent = Number(/^( +)\S/m.exec(text)?.[1]?.length ?? 2);
  const written = document.toString({
    lineWidth: 0,
    indent,
    indentSeq: /^ +- /m.test(text) || !/^- /m.test(text),
    singleQuote: !text.includes('"'),
  });
  return text.includes('\r\n') ? written.replaceAll(/\r?\n/g, '\r\n') : written;
}
