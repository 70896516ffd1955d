import process from 'node:process';

/** Loaded before Genkan: its clock is ahead by this many days, as after somebody has set it, or a flat battery. */
const aheadMs = Number(process.env['CLOCK_AHEAD_DAYS']) * 86_400_000;
const { now } = Date;

class ShiftedDate extends Date {
  constructor(...args: [] | [number | string | Date]) {
    super(...((args.length === 0 ? [now() + aheadMs] : args) as [number]));
  }
}
ShiftedDate.now = () => now() + aheadMs;
globalThis.Date = ShiftedDate as DateConstructor;
