/** Who comments on the emulated GitHub, and what they may do there. The first is who the demo takes you for. */
export const PEOPLE = [
  { login: 'harbourmaster', role: 'write' },
  { login: 'passenger', role: 'read' },
] as const;
