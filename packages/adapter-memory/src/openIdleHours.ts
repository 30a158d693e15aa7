import { HourUsage, type IdleHours, Instant, MeteringHour, type Subscription } from "@tallyhour/core"
import { addOpen, type MemoryState, usageKey } from "./MemoryState.ts"

/** Opens hours that became final without a record, with no usage in them, for records of zero. */
export const openIdleHours = (state: MemoryState, idle: IdleHours, now: Instant): void => {
  const following = state.idleThrough === undefined ? idle.through : MeteringHour.plus(state.idleThrough, 1)
  // AWS takes nothing that old, so no more of a long standstill is made up for.
  const first = MeteringHour.make(Math.max(following, idle.through - 48))
  if (first > idle.through) return
  state.idleThrough = idle.through
  const running = [...state.subscriptions.values()].flatMap((own) =>
    own.filter((one) => isRunning(one, now) || own.some((next) => goesOn(one, next)))
  )
  for (let hour = first; hour <= idle.through; hour = MeteringHour.plus(hour, 1))
    for (const subscription of running)
      for (const { meter, productCode } of idle.meters)
        if (subscription.productCode === productCode && subscription.covers(hour))
          openIdleHour(state, { account: subscription.account, meter, hour })
}

const isRunning = ({ activeUntil }: Subscription, now: Instant): boolean =>
  activeUntil === undefined || Instant.isBefore(now, activeUntil)

/** One that another begins where it ends has not really ended, as at a cut-over. */
const goesOn = (from: Subscription, to: Subscription): boolean =>
  from.productCode === to.productCode &&
  from !== to &&
  from.activeUntil?.epochMilliseconds === to.activeFrom.epochMilliseconds

const openIdleHour = (
  state: MemoryState,
  idle: { readonly account: string; readonly meter: string; readonly hour: MeteringHour }
): void => {
  const key = usageKey(idle.account, idle.meter)
  const isSealed = (state.sealed.get(key) ?? []).some(({ hour }) => hour === idle.hour)
  const isOpen = state.openHours.get(key)?.hours.has(idle.hour) ?? false
  if (!isSealed && !isOpen) addOpen(state, idle, HourUsage.none)
}
