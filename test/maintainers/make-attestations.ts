export interface MadeProvenance {
  /** `owner/name` on GitHub. */
  repository: string;
  workflow?: string;
  ref?: string;
  /** Of the statement, where it is about another package version. */
  purl?: string;
}

/** What a registry answers at `/-/npm/v1/attestations/name@version`, in the shape that npm's clients publish. */
export function makeAttestations(
  name: string,
  version: string,
  made: MadeProvenance,
  slsa: 'v1' | 'v0.2' = 'v1',
): object {
  const { repository, workflow = '.github/workflows/release.yml', ref = `refs/tags/v${version}` } = made;
  const subject = [
    {
      name: made.purl ?? `pkg:npm/${name.replace('@', '%40')}@${version}`,
      digest: { sha512: 'ab'.repeat(64) },
    },
  ];
  const address = `https://github.com/${repository}`;
  const publication = {
    predicateType: 'https://github.com/npm/attestation/tree/main/specs/publish/v0.1',
    predicate: { name, version, registry: 'https://registry.example.org' },
  };
  const provenance =
    slsa === 'v1'
      ? {
          predicateType: 'https://slsa.dev/provenance/v1',
          predicate: {
            buildDefinition: {
              buildType: 'https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1',
              externalParameters: { workflow: { ref, repository: address, path: workflow } },
              internalParameters: { github: { event_name: 'push', repository_id: '1', repository_owner_id: '2' } },
              resolvedDependencies: [{ uri: `git+${address}@${ref}`, digest: { gitCommit: 'cd'.repeat(20) } }],
            },
            runDetails: { builder: { id: 'https://github.com/actions/runner/github-hosted' }, metadata: {} },
          },
        }
      : {
          predicateType: 'https://slsa.dev/provenance/v0.2',
          predicate: {
            buildType: 'https://github.com/npm/cli/gha/v2',
            builder: { id: 'https://github.com/actions/runner' },
            invocation: {
              configSource: {
                uri: `git+${address}@${ref}`,
                digest: { sha1: 'cd'.repeat(20) },
                entryPoint: workflow,
              },
              parameters: {},
              environment: {},
            },
            materials: [{ uri: `git+${address}@${ref}`, digest: { sha1: 'cd'.repeat(20) } }],
          },
        };
  return { attestations: [publication, provenance].map((one) => attestation({ subject, ...one })) };
}

function attestation(statement: { predicateType: string } & Record<string, unknown>): object {
  const payload = Buffer.from(JSON.stringify({ _type: 'https://in-toto.io/Statement/v1', ...statement })).toString(
    'base64',
  );
  return {
    predicateType: statement.predicateType,
    bundle: {
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      verificationMaterial: { tlogEntries: [] },
      dsseEnvelope: {
        payload,
        payloadType: 'application/vnd.in-toto+json',
        signatures: [{ keyid: '', sig: 'AA==' }],
      },
    },
  };
}
