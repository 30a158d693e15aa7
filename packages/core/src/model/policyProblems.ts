import { Duration, Schema } from "effect"
import { MeteringLimits } from "./MeteringLimits.ts"
import { LatePolicy, MeteringPolicy } from "./MeteringPolicy.ts"
import { nearestName } from "./nearestName.ts"

/** Lists everything that is wrong with a policy, in sentences that say what to do. */
export const policyProblems = (policy: MeteringPolicy): ReadonlyArray<string> => {
  const problems = Object.entries(policy).flatMap(([name, value]) => choiceProblem(name, value) ?? [])
  return problems.length > 0 ? problems : marginProblems(policy)
}

/** Says that a name is none of those that are known, and which one was probably meant. */
export const unknownName = (name: string, whose: string, known: ReadonlyArray<string>): string => {
  const nearest = nearestName(name, known)
  const hint = nearest === undefined ? `it has ${known.join(", ")}` : `did you mean ${nearest}?`
  return `${name} is not a choice of ${whose}; ${hint}`
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

const marginProblems = ({ safetyMargin, sendingTime }: MeteringPolicy): ReadonlyArray<string> => [
  ...(Duration.isGreaterThanOrEqualTo(safetyMargin, sendingTime)
    ? [
        "safetyMargin must be shorter than sendingTime, or records are sealed when it is too late to send them"
      ]
    : []),
  ...(Duration.isGreaterThanOrEqualTo(safetyMargin, MeteringLimits.gracePeriod)
    ? ["safetyMargin must be shorter than AWS's grace period, or the last hour of a month is never sent"]
    : [])
]
