/** The parts that are used of npm's own libraries, which carry no types. */
declare module 'npm-registry-fetch' {
  interface RegistryResponse {
    status: number;
    headers: { get(name: string): string | null };
    body: NodeJS.ReadableStream;
    text(): Promise<string>;
    buffer(): Promise<Buffer>;
  }
  interface RegistryFetch {
    (address: string, options?: Record<string, unknown>): Promise<RegistryResponse>;
    pickRegistry(spec: string, options?: Record<string, unknown>): string;
  }
  const registryFetch: RegistryFetch;
  export default registryFetch;
}

declare module '@npmcli/arborist' {
  interface ArboristNode {
    name: string;
    packageName: string;
    version: string;
    location: string;
    isProjectRoot: boolean;
    isWorkspace: boolean;
    isLink: boolean;
    edgesOut: Map<string, ArboristEdge>;
    meta: { lockfileVersion: number; originalLockfileVersion?: number; toString(options?: object): string };
    inventory: Map<string, ArboristNode>;
  }
  interface ArboristEdge {
    name: string;
    spec: string;
    valid: boolean;
    peer: boolean;
    to?: ArboristNode | null;
  }
  class Arborist {
    constructor(options: Record<string, unknown>);
    loadVirtual(options?: Record<string, unknown>): Promise<ArboristNode>;
    buildIdealTree(options?: Record<string, unknown>): Promise<ArboristNode>;
  }

  export type { Arborist, ArboristEdge, ArboristNode };

  const exported: { Arborist: typeof Arborist };
  export default exported;
}

declare module 'pacote' {
  interface Pacote {
    manifest(spec: string, options: Record<string, unknown>): Promise<{ name: string; version: string }>;
    extract(spec: string, folder: string, options: Record<string, unknown>): Promise<unknown>;
  }
  const pacote: Pacote;
  export default pacote;
}
