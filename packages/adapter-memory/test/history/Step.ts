import type { ServiceCall } from "../../src/marketplace/answerCall.ts"

/** One thing that happens to an emulator: a call, a registration token that is turned in, or an arrangement. */
export type Step =
  | ServiceCall
  | {
      readonly body: unknown
      /** A control function. */
      readonly name: string
    }
  | {
      readonly region: string
      /** Which of the tokens issued so far; a made-up one if there are none. */
      readonly token: number
    }
