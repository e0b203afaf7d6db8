import type { LockfileFormat } from '../../scanners/lockfiles/index.ts';
import type { PlannedUpdate } from '../../scanners/updates/update-plan.ts';

/**
 * One small shop in every lockfile format: what it asks for, and the old versions that it holds. Its packages are real, so package
 * managers can complete it; the registry in it is invented, and whatever is added is to look like its neighbours.
 */
export interface SmallProject {
  format: LockfileFormat;
  lockfilePath: string;
  files: ReadonlyMap<string, string>;
}

export const MANIFEST = `{
    "name": "acorn-shop",
    "version": "1.0.0",
    "private": true,
    "scripts": { "preinstall": "touch canary" },
    "dependencies": {
        "minimatch": "3.0.4",
        "mkdirp": "~0.5.1",
        "picocolors": "^1.0.0"
    }
}
`;

const NPM_LOCK = `{
    "name": "acorn-shop",
    "version": "1.0.0",
    "lockfileVersion": 3,
    "requires": true,
    "packages": {
        "": {
            "name": "acorn-shop",
            "version": "1.0.0",
            "hasInstallScript": true,
            "dependencies": {
                "minimatch": "3.0.4",
                "mkdirp": "~0.5.1",
                "picocolors": "^1.0.0"
            }
        },
        "node_modules/balanced-match": {
            "version": "0.4.2",
            "resolved": "https://registry.example.org/balanced-match/-/balanced-match-0.4.2.tgz",
            "integrity": "sha512-STw03mQKnGUYtoNjmowo4F2cRmIIxYEGiMsjjwla/u5P1lxadj/05WkNaFjNiKTgJkj8KiXbgAiRTmcQRwQNtg==",
            "license": "MIT"
        },
        "node_modules/brace-expansion": {
            "version": "1.1.7",
            "resolved": "https://registry.example.org/brace-expansion/-/brace-expansion-1.1.7.tgz",
            "integrity": "sha512-ebXXDR1wKKxJNfTM872trAU5hpKduCkTN37ipoxsh5yibWq8FfxiobiHuVlPFkspSSNhrxbPHbM4kGyDGdJ5mg==",
            "license": "MIT",
            "dependencies": {
                "balanced-match": "^0.4.1",
                "concat-map": "0.0.1"
            }
        },
        "node_modules/concat-map": {
            "version": "0.0.1",
            "resolved": "https://registry.example.org/concat-map/-/concat-map-0.0.1.tgz",
            "integrity": "sha512-/Srv4dswyQNBfohGpz9o6Yb3Gz3SrUDqBH5rTuhGR7ahtlbYKnVxw2bCFMRljaA7EXHaXZ8wsHdodFvbkhKmqg==",
            "license": "MIT"
        },
        "node_modules/minimatch": {
            "version": "3.0.4",
            "resolved": "https://registry.example.org/minimatch/-/minimatch-3.0.4.tgz",
            "integrity": "sha512-yJHVQEhyqPLUTgt9B83PXu6W3rx4MvvHvSUvToogpwoGDOUQ+yDrR0HRot+yOCdCO7u4hX3pWft6kWBBcqh0UA==",
            "license": "ISC",
            "dependencies": {
                "brace-expansion": "^1.1.7"
            },
            "engines": {
                "node": "*"
            }
        },
        "node_modules/minimist": {
            "version": "0.0.8",
            "resolved": "https://registry.example.org/minimist/-/minimist-0.0.8.tgz",
            "integrity": "sha512-miQKw5Hv4NS1Psg2517mV4e4dYNaO3++hjAvLOAzKqZ61rH8NS1SK+vbfBWZ5PY/Me/bEWhUwqMghEW5Fb9T7Q==",
            "license": "MIT"
        },
        "node_modules/mkdirp": {
            "version": "0.5.1",
            "resolved": "https://registry.example.org/mkdirp/-/mkdirp-0.5.1.tgz",
            "integrity": "sha512-SknJC52obPfGQPnjIkXbmA6+5H15E+fR+E4iR2oQ3zzCLbd7/ONua69R/Gw7AgkTLsRG+r5fzksYwWe1AgTyWA==",
            "license": "MIT",
            "dependencies": {
                "minimist": "0.0.8"
            },
            "bin": {
                "mkdirp": "bin/cmd.js"
            }
        },
        "node_modules/picocolors": {
            "version": "1.0.0",
            "resolved": "https://registry.example.org/picocolors/-/picocolors-1.0.0.tgz",
            "integrity": "sha512-1fygroTLlHu66zi26VoTDv8yRgm0Fccecssto+MhsZ0D/DGW2sm8E8AjW7NU5VVTRt5GxbeZ5qBuJr+HyLYkjQ==",
            "license": "ISC"
        }
    }
}
`;

const PNPM_LOCK = `lockfileVersion: '9.0'

settings:
  autoInstallPeers: true
  excludeLinksFromLockfile: false

importers:

  .:
    dependencies:
      minimatch:
        specifier: 3.0.4
        version: 3.0.4
      mkdirp:
        specifier: ~0.5.1
        version: 0.5.1
      picocolors:
        specifier: ^1.0.0
        version: 1.0.0

packages:

  balanced-match@0.4.2:
    resolution: {integrity: sha512-STw03mQKnGUYtoNjmowo4F2cRmIIxYEGiMsjjwla/u5P1lxadj/05WkNaFjNiKTgJkj8KiXbgAiRTmcQRwQNtg==}

  brace-expansion@1.1.7:
    resolution: {integrity: sha512-ebXXDR1wKKxJNfTM872trAU5hpKduCkTN37ipoxsh5yibWq8FfxiobiHuVlPFkspSSNhrxbPHbM4kGyDGdJ5mg==}

  concat-map@0.0.1:
    resolution: {integrity: sha512-/Srv4dswyQNBfohGpz9o6Yb3Gz3SrUDqBH5rTuhGR7ahtlbYKnVxw2bCFMRljaA7EXHaXZ8wsHdodFvbkhKmqg==}

  minimatch@3.0.4:
    resolution: {integrity: sha512-yJHVQEhyqPLUTgt9B83PXu6W3rx4MvvHvSUvToogpwoGDOUQ+yDrR0HRot+yOCdCO7u4hX3pWft6kWBBcqh0UA==}

  minimist@0.0.8:
    resolution: {integrity: sha512-miQKw5Hv4NS1Psg2517mV4e4dYNaO3++hjAvLOAzKqZ61rH8NS1SK+vbfBWZ5PY/Me/bEWhUwqMghEW5Fb9T7Q==}

  mkdirp@0.5.1:
    resolution: {integrity: sha512-SknJC52obPfGQPnjIkXbmA6+5H15E+fR+E4iR2oQ3zzCLbd7/ONua69R/Gw7AgkTLsRG+r5fzksYwWe1AgTyWA==}
    hasBin: true

  picocolors@1.0.0:
    resolution: {integrity: sha512-1fygroTLlHu66zi26VoTDv8yRgm0Fccecssto+MhsZ0D/DGW2sm8E8AjW7NU5VVTRt5GxbeZ5qBuJr+HyLYkjQ==}

snapshots:

  balanced-match@0.4.2: {}

  brace-expansion@1.1.7:
    dependencies:
      balanced-match: 0.4.2
      concat-map: 0.0.1

  concat-map@0.0.1: {}

  minimatch@3.0.4:
    dependencies:
      brace-expansion: 1.1.7

  minimist@0.0.8: {}

  mkdirp@0.5.1:
    dependencies:
      minimist: 0.0.8

  picocolors@1.0.0: {}
`;

const YARN_V1_LOCK = `# THIS IS AN AUTOGENERATED FILE. DO NOT EDIT THIS FILE DIRECTLY.
# yarn lockfile v1


balanced-match@^0.4.1:
  version "0.4.2"
  resolved "https://registry.example.org/balanced-match/-/balanced-match-0.4.2.tgz#cb3f3e3c732dc0f01ee70b403f302e61d7709838"
  integrity sha512-STw03mQKnGUYtoNjmowo4F2cRmIIxYEGiMsjjwla/u5P1lxadj/05WkNaFjNiKTgJkj8KiXbgAiRTmcQRwQNtg==

brace-expansion@^1.1.7:
  version "1.1.7"
  resolved "https://registry.example.org/brace-expansion/-/brace-expansion-1.1.7.tgz#3effc3c50e000531fb720eaff80f0ae8ef23cf59"
  integrity sha512-ebXXDR1wKKxJNfTM872trAU5hpKduCkTN37ipoxsh5yibWq8FfxiobiHuVlPFkspSSNhrxbPHbM4kGyDGdJ5mg==
  dependencies:
    balanced-match "^0.4.1"
    concat-map "0.0.1"

concat-map@0.0.1:
  version "0.0.1"
  resolved "https://registry.example.org/concat-map/-/concat-map-0.0.1.tgz#d8a96bd77fd68df7793a73036a3ba0d5405d477b"
  integrity sha512-/Srv4dswyQNBfohGpz9o6Yb3Gz3SrUDqBH5rTuhGR7ahtlbYKnVxw2bCFMRljaA7EXHaXZ8wsHdodFvbkhKmqg==

minimatch@3.0.4:
  version "3.0.4"
  resolved "https://registry.example.org/minimatch/-/minimatch-3.0.4.tgz#5166e286457f03306064be5497e8dbb0c3d32083"
  integrity sha512-yJHVQEhyqPLUTgt9B83PXu6W3rx4MvvHvSUvToogpwoGDOUQ+yDrR0HRot+yOCdCO7u4hX3pWft6kWBBcqh0UA==
  dependencies:
    brace-expansion "^1.1.7"

minimist@0.0.8:
  version "0.0.8"
  resolved "https://registry.example.org/minimist/-/minimist-0.0.8.tgz#857fcabfc3397d2625b8228262e86aa7a011b05d"
  integrity sha512-miQKw5Hv4NS1Psg2517mV4e4dYNaO3++hjAvLOAzKqZ61rH8NS1SK+vbfBWZ5PY/Me/bEWhUwqMghEW5Fb9T7Q==

mkdirp@~0.5.1:
  version "0.5.1"
  resolved "https://registry.example.org/mkdirp/-/mkdirp-0.5.1.tgz#30057438eac6cf7f8c4767f38648d6697d75c903"
  integrity sha512-SknJC52obPfGQPnjIkXbmA6+5H15E+fR+E4iR2oQ3zzCLbd7/ONua69R/Gw7AgkTLsRG+r5fzksYwWe1AgTyWA==
  dependencies:
    minimist "0.0.8"

picocolors@^1.0.0:
  version "1.0.0"
  resolved "https://registry.example.org/picocolors/-/picocolors-1.0.0.tgz#cb5bdc74ff3f51892236eaf79d68bc44564ab81c"
  integrity sha512-1fygroTLlHu66zi26VoTDv8yRgm0Fccecssto+MhsZ0D/DGW2sm8E8AjW7NU5VVTRt5GxbeZ5qBuJr+HyLYkjQ==
`;

const YARN_BERRY_LOCK = `# This file is generated by running "yarn install" inside your project.
# Manual changes might be lost - proceed with caution!

__metadata:
  version: 10
  cacheKey: 10c0

"acorn-shop@workspace:.":
  version: 0.0.0-use.local
  resolution: "acorn-shop@workspace:."
  dependencies:
    minimatch: "npm:3.0.4"
    mkdirp: "npm:~0.5.1"
    picocolors: "npm:^1.0.0"
  languageName: unknown
  linkType: soft

"balanced-match@npm:^0.4.1":
  version: 0.4.2
  resolution: "balanced-match@npm:0.4.2"
  checksum: 10c0/cd4e15add0f4ef14c4fe960d9f4a343052d7c0f7939e1b5e54c8f24417a501bde1f17e191b676daebd16ae316955c918f93b8ed0414bb03d038dd0159c9998e5
  languageName: node
  linkType: hard

"brace-expansion@npm:^1.1.7":
  version: 1.1.7
  resolution: "brace-expansion@npm:1.1.7"
  dependencies:
    balanced-match: "npm:^0.4.1"
    concat-map: "npm:0.0.1"
  checksum: 10c0/131262dfc21677656b4788118b5ee3b6acd27bbc2065a3e0247527d9dbed0a2d0e9c2acfdc954984e10c00c6985dbf6904f6860e2bb4ff52035fbd0216abe787
  languageName: node
  linkType: hard

"concat-map@npm:0.0.1":
  version: 0.0.1
  resolution: "concat-map@npm:0.0.1"
  checksum: 10c0/c996b1cfdf95b6c90fee4dae37e332c8b6eb7d106430c17d538034c0ad9a1630cb194d2ab37293b1bdd4d779494beee7786d586a50bd9376fd6f7bcc2bd4c98f
  languageName: node
  linkType: hard

"minimatch@npm:3.0.4":
  version: 3.0.4
  resolution: "minimatch@npm:3.0.4"
  dependencies:
    brace-expansion: "npm:^1.1.7"
  checksum: 10c0/d0a2bcd93ebec08a9eef3ca83ba33c9fb6feb93932e0b4dc6aa46c5f37a9404bea7ad9ff7cafe23ce6634f1fe3b206f5315ecbb05812da6e692c21d8ecfd3dae
  languageName: node
  linkType: hard

"minimist@npm:0.0.8":
  version: 0.0.8
  resolution: "minimist@npm:0.0.8"
  checksum: 10c0/d0a998c3042922dbcd5f23566b52811d6977649ad089fd75dd89e8a9bff27634194900818b2dfb1b873f204edb902d0c8cdea9cb8dca8488b301f69bd522d5dc
  languageName: node
  linkType: hard

"mkdirp@npm:~0.5.1":
  version: 0.5.1
  resolution: "mkdirp@npm:0.5.1"
  dependencies:
    minimist: "npm:0.0.8"
  bin:
    mkdirp: bin/cmd.js
  checksum: 10c0/e5ff572d761240a06dbfc69e1ea303d5482815a1f66033b999bd9d78583fcdc9ef63e99e61d396bbd57eca45b388af80a7f7f35f63510619c991c9d44c75341c
  languageName: node
  linkType: hard

"picocolors@npm:^1.0.0":
  version: 1.0.0
  resolution: "picocolors@npm:1.0.0"
  checksum: 10c0/20a5b249e331c14479d94ec6817a182fd7a5680debae82705747b2db7ec50009a5f6648d0621c561b0572703f84dbef0858abcbd5856d3c5511426afcb1961f7
  languageName: node
  linkType: hard
`;

const BUN_LOCK = `{
  "lockfileVersion": 2,
  "configVersion": 1,
  "workspaces": {
    "": {
      "name": "acorn-shop",
      "dependencies": {
        "minimatch": "3.0.4",
        "mkdirp": "~0.5.1",
        "picocolors": "^1.0.0",
      },
    },
  },
  "packages": {
    "balanced-match": ["balanced-match@0.4.2", "", {}, "sha512-STw03mQKnGUYtoNjmowo4F2cRmIIxYEGiMsjjwla/u5P1lxadj/05WkNaFjNiKTgJkj8KiXbgAiRTmcQRwQNtg=="],

    "brace-expansion": ["brace-expansion@1.1.7", "", { "dependencies": { "balanced-match": "^0.4.1", "concat-map": "0.0.1" } }, "sha512-ebXXDR1wKKxJNfTM872trAU5hpKduCkTN37ipoxsh5yibWq8FfxiobiHuVlPFkspSSNhrxbPHbM4kGyDGdJ5mg=="],

    "concat-map": ["concat-map@0.0.1", "", {}, "sha512-/Srv4dswyQNBfohGpz9o6Yb3Gz3SrUDqBH5rTuhGR7ahtlbYKnVxw2bCFMRljaA7EXHaXZ8wsHdodFvbkhKmqg=="],

    "minimatch": ["minimatch@3.0.4", "", { "dependencies": { "brace-expansion": "^1.1.7" } }, "sha512-yJHVQEhyqPLUTgt9B83PXu6W3rx4MvvHvSUvToogpwoGDOUQ+yDrR0HRot+yOCdCO7u4hX3pWft6kWBBcqh0UA=="],

    "minimist": ["minimist@0.0.8", "", {}, "sha512-miQKw5Hv4NS1Psg2517mV4e4dYNaO3++hjAvLOAzKqZ61rH8NS1SK+vbfBWZ5PY/Me/bEWhUwqMghEW5Fb9T7Q=="],

    "mkdirp": ["mkdirp@0.5.1", "", { "dependencies": { "minimist": "0.0.8" }, "bin": "bin/cmd.js" }, "sha512-SknJC52obPfGQPnjIkXbmA6+5H15E+fR+E4iR2oQ3zzCLbd7/ONua69R/Gw7AgkTLsRG+r5fzksYwWe1AgTyWA=="],

    "picocolors": ["picocolors@1.0.0", "", {}, "sha512-1fygroTLlHu66zi26VoTDv8yRgm0Fccecssto+MhsZ0D/DGW2sm8E8AjW7NU5VVTRt5GxbeZ5qBuJr+HyLYkjQ=="],
  }
}
`;

export const SMALL_PROJECTS: readonly SmallProject[] = [
  project('npm', 'package-lock.json', NPM_LOCK),
  project('pnpm', 'pnpm-lock.yaml', PNPM_LOCK),
  project('yarn-v1', 'yarn.lock', YARN_V1_LOCK),
  project('yarn-berry', 'yarn.lock', YARN_BERRY_LOCK),
  project('bun', 'bun.lock', BUN_LOCK),
];

export function smallProject(format: LockfileFormat): SmallProject {
  return SMALL_PROJECTS.find((project) => project.format === format)!;
}

function project(format: LockfileFormat, lockfilePath: string, text: string): SmallProject {
  return {
    format,
    lockfilePath,
    files: new Map([
      ['package.json', MANIFEST],
      [lockfilePath, text],
    ]),
  };
}

/** The range raised in package.json; not to the newest version that it admits. */
export const DIRECT: PlannedUpdate = {
  name: 'picocolors',
  from: ['1.0.0'],
  to: '1.0.1',
  how: 'direct',
  path: [],
  clears: ['GHSA-direct'],
  steps: [
    {
      kind: 'manifest',
      project: '.',
      section: 'dependencies',
      alias: 'picocolors',
      name: 'picocolors',
      from: '^1.0.0',
      to: '^1.0.1',
      version: '1.0.1',
    },
  ],
};

/** Inside the parent's range; the version wants another balanced-match than the locked one. */
export const TRANSITIVE: PlannedUpdate = {
  name: 'brace-expansion',
  from: ['1.1.7'],
  to: '1.1.8',
  how: 'transitive',
  path: ['minimatch@3.0.4'],
  clears: ['GHSA-transitive'],
  steps: [{ kind: 'lock', name: 'brace-expansion', from: ['1.1.7'], version: '1.1.8' }],
};

/** mkdirp 0.5.1 pins it; 0.5.5 lets it go. */
export const BY_PARENT: PlannedUpdate = {
  name: 'minimist',
  from: ['0.0.8'],
  to: '1.2.6',
  how: 'parent',
  path: ['mkdirp@0.5.1'],
  clears: ['GHSA-parent'],
  steps: [
    { kind: 'lock', name: 'mkdirp', from: ['0.5.1'], version: '0.5.5' },
    { kind: 'lock', name: 'minimist', from: ['0.0.8'], version: '1.2.6' },
  ],
};

/** Without touching mkdirp. */
export const BY_OVERRIDE: PlannedUpdate = {
  name: 'minimist',
  from: ['0.0.8'],
  to: '0.2.1',
  how: 'override',
  path: ['mkdirp@0.5.1'],
  clears: ['GHSA-parent'],
  steps: [{ kind: 'override', name: 'minimist', selector: 'minimist@^0', range: '^0.2.1', version: '0.2.1' }],
};
