/** A tag that was found, and of which version. */
export interface KnownTag {
  version: string;
  tag: string;
}

/** What a version's git tag can be called, the likeliest first: as an earlier one was, where one is known, and as most are. */
export function likelyTags(packageName: string, version: string, like?: KnownTag): string[] {
  const usual = [`v${version}`, version, `${packageName}@${version}`];
  const learned = like === undefined ? undefined : writtenLike(like, version);
  return [...new Set(learned === undefined ? usual : [learned, ...usual])];
}

/** The same, and all else that is in use: for a repository of which no tag is known. */
export function possibleTags(packageName: string, version: string): string[] {
  const short = packageName.replace(/^@[^/]*\//, '');
  return [
    ...new Set([
      ...likelyTags(packageName, version),
      `${packageName}@v${version}`,
      `${short}@${version}`,
      `${short}@v${version}`,
      `${short}-v${version}`,
      `${short}-${version}`,
      `${short}/v${version}`,
      `${packageName}/v${version}`,
    ]),
  ];
}

/** With what stands before and behind the version there; undefined where the tag does not hold it. */
function writtenLike({ version: before, tag }: KnownTag, version: string): string | undefined {
  const at = tag.lastIndexOf(before);
  return at === -1 ? undefined : `${tag.slice(0, at)}${version}${tag.slice(at + before.length)}`;
}
