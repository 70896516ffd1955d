import { MappingType, type ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { thresholds } from './panels.ts';

// How genkan:signin_state:last looks. Purple is nobody's outage: our own environment broke, and nothing is known.
const states = [
  ['0', 'In', 'green'],
  ['1', 'Unknown', 'purple'],
  ['2', 'Down', 'red'],
] as const;

export const stateMappings: ValueMapping[] = [
  {
    type: MappingType.ValueToText,
    options: Object.fromEntries(states.map(([value, text, color], index) => [value, { text, color, index }])),
  },
];

export const stateColors = thresholds(
  ...states.map(([value, , color]) => [value === '0' ? null : Number(value), color] as const),
);

/** The verdicts of runs; degraded is inside, but slower than wished or only at the second attempt. */
export const verdictColors = { up: 'green', degraded: 'yellow', down: 'red', unknown: 'purple' } as const;
