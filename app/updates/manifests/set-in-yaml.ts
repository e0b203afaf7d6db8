import { type Document, parseDocument } from 'yaml';
import { EditError } from '../edit-failure.ts';

/** Sets one value in a YAML text, in place: comments, order and the rest of the text stay. */
export function setInYaml(file: string, text: string, path: readonly string[], value: string): string {
  return changeYaml(file, text, (document) => {
    if (document.contents === null) document.contents = document.createNode({}) as never;
    document.setIn([...path], value);
  });
}

/** Changes a YAML text through its document; what is untouched keeps its form. */
export function changeYaml(file: string, text: string, edit: (document: Document) => void): string {
  const document = readYaml(file, text);
  edit(document);
  if (document.contents === null && document.commentBefore == null && document.comment == null) return '';
  const indent = Number(/^( +)\S/m.exec(text)?.[1]?.length ?? 2);
  const written = document.toString({
    lineWidth: 0,
    indent,
    indentSeq: /^ +- /m.test(text) || !/^- /m.test(text),
    singleQuote: !text.includes('"'),
  });
  return text.includes('\r\n') ? written.replaceAll(/\r?\n/g, '\r\n') : written;
}

export function readYaml(file: string, text: string): Document {
  const document = parseDocument(text, { keepSourceTokens: true });
  const [error] = document.errors;
  if (error === undefined) return document;
  throw new EditError('input', `${file}: expected YAML, found ${error.message.split('\n')[0]} Correct the file.`);
}
