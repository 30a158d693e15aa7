import type { CrashSite } from "./openCrashSite.ts"

/** Whether all usage has come to its end: every hour is sealed, and every record is settled for good. */
export const nothingWaits = async ({ meter }: CrashSite): Promise<boolean> =>
  (await meter.balances()).every(({ open, pending }) => open === "0" && pending === "0")
