/** In: a number as a publication prints it. Out: its value, and which exact values print like that. */
import { z } from "zod";

/** A number as printed. */
export interface PrintedFigure {
  text: string;
  /** As a fraction: 0.7782 for "77.82 %". */
  value: number;
  /** One unit of the last printed digit, as a fraction: 0.0001 for "77.82 %". */
  unit: number;
}

const FORM = /^%?\s*(\d+(?:[.,]\d+)?)\s*(%?)$/;

/** "77.82 %", "%77,82" or "0.7782"; the last two forms need no percent sign to be a share. */
export const printedFigureSchema = z.string().transform((text, context): PrintedFigure => {
  const digits = text.trim().match(FORM)?.[1];
  const percent = text.includes("%");
  const value = Number(digits?.replace(",", ".")) / (percent ? 100 : 1);
  if (digits === undefined || value > 1) {
    context.addIssue({
      code: "custom",
      message: 'Expected a share as printed, such as "77.82 %" or "0.96", but found ' +
        JSON.stringify(text),
    });
    return z.NEVER;
  }
  const decimals = digits.split(/[.,]/)[1]?.length ?? 0;
  return { text: text.trim(), value, unit: 10 ** -(decimals + (percent ? 2 : 0)) };
});

/** Binary fractions miss decimal ones by less than this. */
const ROUNDING = 1e-12;

/**
 * How an exact `value` becomes the printed figure: by rounding, by cutting digits off, or not at
 * all. Publications do either, mostly without saying so.
 */
export function printedHow(value: number, figure: PrintedFigure): "rounded" | "cut off" | null {
  if (Math.abs(value - figure.value) <= figure.unit / 2 + ROUNDING) return "rounded";
  const rest = value - figure.value;
  return rest >= -ROUNDING && rest < figure.unit ? "cut off" : null;
}

/** All exact values that are printed so, rounded or cut off, lie in this interval. */
export function printedRange({ value, unit }: PrintedFigure): { low: number; high: number } {
  return { low: value - unit / 2 - ROUNDING, high: value + unit };
}

/** A fraction as a percentage with three decimals, one more than publications mostly print. */
export function percent(value: number): string {
  return `${(100 * value).toFixed(3)} %`.replace("-", "−");
}
