import { Entitlement, type Entitlements, Quantity } from "@tallyhour/core"
import { Effect } from "effect"

type Asking = Entitlements["Service"]

/** Entitlements with one thing wrong, and the laws that must see it. */
export interface EntitlementsMutant {
  readonly mistake: string
  readonly breaks: ReadonlyArray<string>
  readonly asking: (honest: Asking) => Asking
}

const exact = "what was bought is told exactly, in each form of identity"
const whose = "nothing of another buyer, license or product is told"
const asked = "only dimensions that are asked for are told"
const whole = "everything is told, however much it is"
const unanswered =
  "where there is no answer, nothing is said of what was bought, and the next one is asked for anew"

/** Entitlements with one thing wrong. */
export const entitlementsMutants: ReadonlyArray<EntitlementsMutant> = [
  {
    mistake: "knows whole units only",
    breaks: [exact],
    asking: telling((one) =>
      one.value._tag === "Quantity"
        ? Entitlement.make({
            ...one,
            value: { _tag: "Quantity", quantity: Quantity.ofUnits(Quantity.wholeUnits(one.value.quantity)) }
          })
        : one
    )
  },
  {
    mistake: "takes a no for a yes",
    breaks: [exact],
    asking: telling((one) =>
      one.value._tag === "Flag" ? Entitlement.make({ ...one, value: { _tag: "Flag", isGranted: true } }) : one
    )
  },
  {
    mistake: "forgets the license",
    breaks: ["the license and the end of an entitlement are told, where there are any"],
    asking: telling(({ dimension, productCode, value }) =>
      Entitlement.make({ dimension, productCode, value })
    )
  },
  {
    mistake: "asks by the account alone",
    breaks: [whose],
    asking: ({ entitlementsOf }) => ({
      entitlementsOf: (query) =>
        query.agreement._tag === "License"
          ? entitlementsOf({ ...query, agreement: { _tag: "Product", buyer: query.agreement.buyer } })
          : entitlementsOf(query)
    })
  },
  {
    mistake: "tells all dimensions, whichever are asked for",
    breaks: [asked],
    asking: ({ entitlementsOf }) => ({
      entitlementsOf: ({ agreement, productCode }) => entitlementsOf({ agreement, productCode })
    })
  },
  {
    mistake: "reads one page",
    breaks: [whole],
    asking: ({ entitlementsOf }) => ({
      entitlementsOf: (query) => Effect.map(entitlementsOf(query), (every) => every.slice(0, 25))
    })
  },
  {
    mistake: "makes something up for who has bought nothing",
    breaks: ["who has bought nothing is entitled to nothing"],
    asking: ({ entitlementsOf }) => ({
      entitlementsOf: (query) =>
        Effect.map(entitlementsOf(query), (every) =>
          every.length > 0
            ? every
            : [
                Entitlement.make({
                  productCode: query.productCode,
                  dimension: "seats",
                  value: { _tag: "Quantity", quantity: Quantity.ofUnits(1) }
                })
              ]
        )
    })
  },
  {
    mistake: "takes every error for nothing",
    breaks: ["a product that is nobody's is refused by name", unanswered],
    asking: ({ entitlementsOf }) => ({
      entitlementsOf: (query) => Effect.orElseSucceed(entitlementsOf(query), () => [])
    })
  },
  {
    mistake: "keeps an error",
    breaks: [unanswered],
    asking: ({ entitlementsOf }) => {
      const kept = new Map<string, ReturnType<Asking["entitlementsOf"]>>()
      return {
        entitlementsOf: (query) =>
          kept.get(query.productCode) ??
          Effect.tapError(entitlementsOf(query), (error) =>
            Effect.sync(() => kept.set(query.productCode, Effect.fail(error)))
          )
      }
    }
  }
]

function telling(broken: (entitlement: Entitlement) => Entitlement) {
  return ({ entitlementsOf }: Asking): Asking => ({
    entitlementsOf: (query) => Effect.map(entitlementsOf(query), (all) => all.map(broken))
  })
}
