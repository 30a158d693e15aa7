import type { PrintRequest } from "./printingService.ts"

/** What happens in one hour: what the buyers do, and what AWS does to us. */
export interface StoryHour {
  readonly hour: string
  readonly requests: ReadonlyArray<Told<Partial<PrintRequest>>>
  /** A fault that the next request to AWS meets. */
  readonly fault?: Told<{ readonly kind: string }>
}

type Told<A> = A & { readonly told: string }

/** The last evening of March, when AWS's deadline is not a day away but at 06:00. */
export const story: ReadonlyArray<StoryHour> = [
  {
    hour: "2026-03-31T19:00:00Z",
    requests: [
      {
        requestId: "r1",
        account: "acme",
        pages: 7,
        gigabyteHours: "1.4",
        told: "acme prints 7 pages and stores 1.4 GB-hours"
      },
      {
        requestId: "r2",
        account: "bolt",
        pages: 3,
        gigabyteHours: "2",
        told: "bolt prints 3 pages and stores 2 GB-hours"
      },
      {
        requestId: "r3",
        account: "coyote",
        pages: 2,
        gigabyteHours: "1",
        told: "coyote prints 2 pages and stores 1 GB-hour"
      },
      {
        requestId: "r4",
        account: "coyote",
        pages: 99,
        gigabyteHours: "9",
        breaks: true,
        told: "coyote's next 99 pages fail after they were recorded: the transaction rolls back, usage and all"
      }
    ]
  },
  {
    hour: "2026-03-31T20:00:00Z",
    requests: [
      {
        requestId: "r5",
        printedAt: "2026-03-31T20:05:00Z",
        account: "acme",
        pages: 4,
        gigabyteHours: "0.6",
        told: "acme prints 4 pages and stores 0.6 GB-hours, which with the 0.4 carried makes a whole unit"
      },
      {
        requestId: "r5",
        printedAt: "2026-03-31T20:05:00Z",
        account: "acme",
        pages: 4,
        gigabyteHours: "0.6",
        told: "acme's client repeats that request: same ids, counted once"
      }
    ],
    fault: { kind: "drop_after", told: "AWS takes the records, but its answer is lost on the way" }
  },
  {
    hour: "2026-03-31T21:00:00Z",
    requests: [
      {
        requestId: "r7",
        account: "bolt",
        pages: 6,
        gigabyteHours: "0.25",
        printedAt: "2026-03-31T19:30:00Z",
        told: "bolt's laptop comes online with 6 pages of 19:30: that hour is sealed, so they go to the next open one"
      },
      {
        requestId: "r6",
        account: "dune",
        pages: 5,
        gigabyteHours: "1",
        told: "dune prints 5 pages, but AWS says it is not subscribed"
      }
    ]
  },
  {
    hour: "2026-03-31T22:00:00Z",
    requests: [
      {
        requestId: "r8",
        account: "coyote",
        pages: 1,
        gigabyteHours: "1",
        told: "coyote prints 1 page and stores 1 GB-hour"
      }
    ],
    fault: { kind: "throttle", told: "AWS throttles the first request" }
  },
  { hour: "2026-03-31T23:00:00Z", requests: [] }
]
