import { Duration, Schema } from "effect"
import { MeteringLimits } from "./MeteringLimits.ts"
import { LatePolicy, MeteringPolicy } from "./MeteringPolicy.ts"
import { unknownName } from "./unknownName.ts"

/** Lists everything that is wrong with a policy, in sentences that say what to do. */
export const policyProblems = (policy: MeteringPolicy): ReadonlyArray<string> => {
  const problems = Object.entries(policy).flatMap(([name, value]) => choiceProblem(name, value) ?? [])
  return problems.length > 0 ? problems : marginProblems(policy)
}

const choiceProblem = (name: string, value: unknown): string | undefined => {
  if (!Object.hasOwn(MeteringPolicy, name))
    return unknownName(name, "the policy", Object.keys(MeteringPolicy))
  if (name === "late") {
    return isLatePolicy(value) ? undefined : `late is not one of ${LatePolicy.literals.join(", ")}`
  }
  if (name !== "alertLevels") return durationProblem(name, value)
  if (!Array.isArray(value) || value.length > alertLevelsMax)
    return `alertLevels is not a list of at most ${alertLevelsMax} Durations`
  return value.flatMap((level: unknown) => durationProblem("a level of alertLevels", level) ?? [])[0]
}

const alertLevelsMax = 10
const isLatePolicy = Schema.is(LatePolicy)

const durationProblem = (name: string, value: unknown): string | undefined => {
  if (!Duration.isDuration(value)) return `${name} is not a Duration`
  if (!Duration.isFinite(value)) return `${name} is endless`
  return Duration.isNegative(value) ? `${name} is negative` : undefined
}

const marginProblems = ({
  clockSkewMax,
  safetyMargin,
  sendingTime
}: MeteringPolicy): ReadonlyArray<string> => [
  ...(Duration.isGreaterThanOrEqualTo(safetyMargin, sendingTime)
    ? [
        "safetyMargin must be shorter than sendingTime, or records are sealed when it is too late to send them"
      ]
    : []),
  ...(Duration.isGreaterThan(clockSkewMax, safetyMargin)
    ? ["clockSkewMax must be no longer than safetyMargin, or records are sent when AWS takes them no more"]
    : []),
  ...(Duration.isGreaterThanOrEqualTo(safetyMargin, MeteringLimits.gracePeriod)
    ? ["safetyMargin must be shorter than AWS's grace period, or the last hour of a month is never sent"]
    : [])
]
