import type { MeteringHour } from "../model/MeteringHour.ts"

const hoursPerDay = 24

/** Remembers hours under names, a day in one number, so that a year of hourly records costs little. */
export class HourTally {
  private readonly days = new Map<string, Map<number, number>>()

  /** Notes an hour under a name, and returns whether it was noted before. */
  note(name: string, hour: MeteringHour): boolean {
    const days = this.days.get(name) ?? new Map<number, number>()
    const day = Math.floor(hour / hoursPerDay)
    const noted = days.get(day) ?? 0
    this.days.set(name, days.set(day, noted | bitOf(hour)))
    return (noted & bitOf(hour)) !== 0
  }

  /** Whether an hour was noted under a name. */
  has(name: string, hour: MeteringHour): boolean {
    const noted = this.days.get(name)?.get(Math.floor(hour / hoursPerDay)) ?? 0
    return (noted & bitOf(hour)) !== 0
  }
}

const bitOf = (hour: MeteringHour): number => 1 << (((hour % hoursPerDay) + hoursPerDay) % hoursPerDay)
