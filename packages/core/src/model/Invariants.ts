/** A promise that the rows of a ledger keep at every moment, and what to do where they do not. */
export interface Invariant {
  /** One sentence on what holds. */
  readonly promise: string
  /** One sentence on what a person does when it does not hold. */
  readonly nextStep: string
}

/**
 * What an audit checks, by the number under which each promise is known.
 *
 * - **Shape**: closed; a violation names one of these numbers.
 *
 * **Example** (The promise that all usage is somewhere)
 *
 *     Invariants["I-1"].promise
 *     // => "What was recorded is somewhere: the places add up to it, and none is negative that cannot be."
 */
export const Invariants = {
  "I-1": {
    promise: "What was recorded is somewhere: the places add up to it, and none is negative that cannot be.",
    nextStep:
      "Find out what else writes to the tables, such as a script or a restored dump; if nothing does, report it."
  },
  "I-3": {
    promise:
      "AWS is told one quantity: one record for each dedup key and for each account, meter and hour, one region for each agreement, one form of identity for each buyer and hour.",
    nextStep:
      "Look in CloudTrail for both: if AWS took both, the buyer is billed twice; end one of the subscriptions and refund the buyer."
  },
  "I-4": {
    promise: "A record is settled by AWS's word alone: the id under which AWS holds it.",
    nextStep: "Look the record up in CloudTrail: if AWS does not have it, its usage is not billed."
  },
  "I-5": {
    promise: "DuplicateRecord settles a record only after an earlier attempt of ours that may have arrived.",
    nextStep: "Look in CloudTrail for who else meters this buyer, dimension and hour, and with what quantity."
  },
  "I-6": {
    promise: "A record is sealed before anything is sent, and every step of it is written down.",
    nextStep:
      "Find out what else writes to the table of records; trust CloudTrail, not this row, for what AWS has."
  },
  "I-7": {
    promise: "A sealed record never changes.",
    nextStep:
      "Take what was sealed from a backup or CloudTrail; see that the trigger of the table is there and enabled."
  },
  "I-9": {
    promise: "A record that AWS may have is never taken for dead.",
    nextStep: "Look the record up in CloudTrail before anybody bills its usage in another way."
  },
  "I-10": {
    promise: "Usage moves forward only, never to an hour before its own.",
    nextStep:
      "Compare the buyer's hours with the events: the earlier hour was billed for usage that came after it."
  },
  "I-12": {
    promise:
      "A record keeps AWS's limits: whole units, and allocations that add up to them, each set of tags once.",
    nextStep: "Restore the record's fields from a backup before its deadline; AWS refuses it as it is."
  },
  "I-13": {
    promise: "No record ends in silence: when and why are written with it.",
    nextStep: "Find out what ended it, as its usage will not be billed unless somebody decides so."
  },
  "I-14": {
    promise:
      "Nothing waits to be sent at a time when AWS refuses it, nor is the deadline another than the hour's.",
    nextStep:
      "See that a worker runs, its clock is right, and the row was not changed; it will end dead or in doubt."
  },
  "I-16": {
    promise: "An hour is sealed when it is over; sooner only where its subscription has ended.",
    nextStep: "Compare the record with the hour's events: usage that came after it moved to a later hour."
  },
  "I-17": {
    promise: "A lease ends within minutes, and another worker takes its records over.",
    nextStep: "See that a worker runs and its clock is right; it takes the record over by itself."
  },
  "I-30": {
    promise:
      "Nothing waits for ever: every record that is not final is due at an instant, and then is taken up.",
    nextStep: "See that a worker runs and reaches the database and AWS; its log says what keeps it."
  },
  "I-31": {
    promise: "A retry waits for a minute at most.",
    nextStep:
      "See that the clocks of the workers are right; set the record's available_at to now to have it sent."
  }
} as const satisfies Readonly<Record<string, Invariant>>

/** The number of a promise that an audit checks. */
export type InvariantId = keyof typeof Invariants
