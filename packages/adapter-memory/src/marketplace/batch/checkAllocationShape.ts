import type { Choices } from "../Choices.ts"
import { refuse } from "../Refusal.ts"
import type { Refusal } from "../Refusal.ts"
import { ServiceLimits } from "../ServiceLimits.ts"
import type { LooseAllocation, LooseRecord, LooseTag } from "./UsageRecord.ts"

/**
 * Checks the lists, ranges and texts of the allocations of a record or a report: rule 11.
 *
 * Too many tags, or text that a tag may not hold, has an error of its own: InvalidTagException.
 */
export const checkAllocationShape = (
  { UsageAllocations }: Pick<LooseRecord, "UsageAllocations">,
  path: string,
  choices: Choices
): Refusal | undefined => {
  if (UsageAllocations === undefined) return undefined
  if (UsageAllocations.length === 0 || UsageAllocations.length > ServiceLimits.allocationsMax) {
    return refuse(
      choices.shape_error,
      `${path}.UsageAllocations must have 1 to ${ServiceLimits.allocationsMax} elements; leave it out if there are none`
    )
  }
  for (const [index, allocation] of UsageAllocations.entries()) {
    const refusal = checkAllocation(allocation, `${path}.UsageAllocations[${index}]`, choices)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

const checkAllocation = (
  { AllocatedUsageQuantity: quantity, Tags }: LooseAllocation,
  path: string,
  choices: Choices
): Refusal | undefined => {
  if (quantity === undefined) return refuse(choices.shape_error, `${path}.AllocatedUsageQuantity is required`)
  if (quantity < 0 || quantity > ServiceLimits.quantityMax) {
    return refuse(
      choices.shape_error,
      `${path}.AllocatedUsageQuantity must be from 0 to ${ServiceLimits.quantityMax}`
    )
  }
  if (Tags === undefined) return undefined
  if (Tags.length === 0) {
    return refuse(choices.shape_error, `${path}.Tags must not be empty; leave it out for untagged usage`)
  }
  if (Tags.length > ServiceLimits.tagsMax) {
    return refuse(
      "InvalidTagException",
      `${path}.Tags has ${Tags.length} tags; at most ${ServiceLimits.tagsMax}`
    )
  }
  for (const tag of Tags) {
    const refusal = checkTagText(tag, path, choices)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

// Between the space and the equals sign stands a range, not three characters: the model's pattern takes all of ASCII
// from space to "=", although its prose lists fewer.
const tagPattern = /^[a-zA-Z0-9+ -=._:/@]+$/

const checkTagText = ({ Key, Value }: LooseTag, path: string, choices: Choices): Refusal | undefined => {
  if (Key === undefined || Value === undefined) {
    return refuse(choices.shape_error, `${path}.Tags must have Key and Value each`)
  }
  if (Key.length > ServiceLimits.tagKeyCharactersMax || !tagPattern.test(Key)) {
    return refuse("InvalidTagException", `${path}.Tags has a Key with other than 1 to 100 allowed characters`)
  }
  if (Value.length > ServiceLimits.tagValueCharactersMax || !tagPattern.test(Value)) {
    return refuse(
      "InvalidTagException",
      `${path}.Tags has a Value with other than 1 to 256 allowed characters`
    )
  }
  return undefined
}
