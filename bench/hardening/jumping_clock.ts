/**
 * Loaded before a program, so that its clock jumps: every look at the time is off by up to ten
 * years, forwards or backwards, and by another amount each time.
 */
const HOUR_MS = 3_600_000;
const JUMPS_MS = [0, 1000, HOUR_MS, 24 * HOUR_MS, 10 * 365 * 24 * HOUR_MS];
const RealDate = Date;

function now(): number {
  const jump = JUMPS_MS[Math.floor(Math.random() * JUMPS_MS.length)];
  return RealDate.now() + (Math.random() < 0.5 ? jump : -jump);
}

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length ? args : [now()], newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, name, receiver) => name === "now" ? now : Reflect.get(target, name, receiver),
});
