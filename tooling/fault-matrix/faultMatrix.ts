/** What can go wrong while usage is sent, judged or a buyer is heard of, and what is promised to happen then. */
export interface Fault {
  /** Tests are named by it: "F17: …". */
  readonly number: number
  readonly fault: string
  readonly promise: string
  /** Why there is no test of it yet; absent where there must be one. */
  readonly unbuilt?: string
}

/**
 * Every fault of sending, settling and hearing of buyers, those that can come anywhere included. The numbers of faults
 * that concern recording and sealing alone are left out.
 */
export const faultMatrix: ReadonlyArray<Fault> = [
  {
    number: 3,
    fault: "Postgres ends a connection that idles in the pool",
    promise: "The process lives; at most one call fails, with `StoreUnavailable`, and the next one works."
  },
  {
    number: 4,
    fault: "Postgres ends a connection in the middle of a transaction",
    promise: "`StoreUnavailable`; nothing of the transaction is stored, and the work is done by the next one."
  },
  {
    number: 5,
    fault: "A transaction loses against another one, or the two block each other",
    promise: "It is repeated five times at most, a little later each time; then `StoreBusy`."
  },
  {
    number: 6,
    fault: "Postgres is away, for a second or for most of a day",
    promise:
      "Recording fails with `StoreUnavailable`: at once where the database refuses, after thirty seconds where it is silent. Workers go on trying and say so; afterwards the earliest deadline leaves first, and what is past its own is dead and said."
  },
  {
    number: 7,
    fault: "A failover forgets a settlement that was confirmed",
    promise: "The same record is sent again, AWS says the same again, and it is settled once."
  },
  {
    number: 8,
    fault: "A full disk, no connections left, a server that only reads",
    promise: "`StoreUnavailable`, and nothing of the call is stored."
  },
  {
    number: 9,
    fault: "A statement, a lock or an idle transaction takes longer than Postgres allows",
    promise: "`StoreUnavailable` or `StoreBusy`, and the store stays usable."
  },
  {
    number: 10,
    fault: "Every connection of the pool is in use",
    promise:
      "The call waits for one as long as the pool's `connectionTimeoutMillis` says, thirty seconds at most; then `StoreUnavailable`."
  },
  {
    number: 13,
    fault: "A worker is killed before the first byte of its request",
    promise: "Another one sends the same when the lease has run out."
  },
  {
    number: 14,
    fault: "A worker is killed between AWS's acceptance and its answer",
    promise: "The same is sent again, and settled once."
  },
  {
    number: 15,
    fault: "A worker is killed between the answer and the settlement",
    promise: "The same is sent again, and settled once."
  },
  {
    number: 16,
    fault: "A worker stands still for longer than its lease",
    promise: "Another one has taken over; what the first one settles late is not written."
  },
  {
    number: 17,
    fault: "A request is lost: nobody listens, no such host, no TLS, a proxy's page",
    promise: "The same is sent again, at a moment drawn by chance."
  },
  {
    number: 18,
    fault: "The answer to a request is lost",
    promise: "The same is sent again unchanged, and billed once."
  },
  {
    number: 19,
    fault: "An answer that is cut short, there twice, of another kind, or without an end",
    promise:
      "It proves nothing. No more than four megabytes of it are read, and not for longer than the time-out."
  },
  {
    number: 20,
    fault: "An answer comes while the same is sent again",
    promise: "Both say the same; the record is settled once."
  },
  {
    number: 21,
    fault: "AWS throttles: once, for a while, for long",
    promise:
      "The rate falls and recovers by itself, to no more than one and a half requests for each that is answered. Nothing is dead or halved."
  },
  {
    number: 22,
    fault: "AWS fails inside",
    promise: "The same is sent again; it is never taken for a fault of the records."
  },
  {
    number: 23,
    fault: "AWS leaves records unprocessed, or does not name them",
    promise: "Those are sent again unchanged, the others are settled."
  },
  {
    number: 24,
    fault: "Results in another order, missing, there twice, or of nobody",
    promise: "They are matched by buyer, dimension and hour; what was not sent settles nothing and is said."
  },
  {
    number: 25,
    fault: "AWS confirms another quantity than was sent",
    promise: "The record is not settled; it is said with both quantities and sent again."
  },
  {
    number: 26,
    fault: "DuplicateRecord for what was never sent before",
    promise: "The record is dead, and said with its key and quantity: somebody else meters this key."
  },
  {
    number: 27,
    fault: "DuplicateRecord after an answer that was lost",
    promise: "It is settled by the earlier attempt, and marked so for the reconciliation."
  },
  {
    number: 28,
    fault: "A buyer is not subscribed yet, or not any more",
    promise: "Its record waits until its deadline and costs the others nothing; then it is dead, and said."
  },
  {
    number: 29,
    fault: "A buyer cancels",
    promise: "The hour it leaves in is sealed and sent within minutes, before all else."
  },
  {
    number: 30,
    fault: "A buyer cancels and comes back within the hour",
    promise: "Nothing is lost and nothing billed twice; a new license has its own key."
  },
  {
    number: 31,
    fault: "Events of a buyer are lost, repeated, out of order, or of nobody we know",
    promise: "They come to the same state; early ones wait. AWS's word on each record decides."
  },
  {
    number: 32,
    fault: "AWS refuses a batch because of one record",
    promise:
      "The others are accepted in the same round; the one is dead, or waits where the seller can mend it."
  },
  {
    number: 33,
    fault: "AWS refuses all records of a dimension, an agreement or a product",
    promise: "They wait, which is said once; one is tried every few minutes until AWS takes it."
  },
  {
    number: 34,
    fault: "Credentials that are missing, expired, unknown, or may not call",
    promise: "The records wait; it is said at once and every hour, and nothing ever passes for sent."
  },
  {
    number: 35,
    fault: "ExpiredTokenException",
    promise: "Of a batch it is our credentials; of a registration it is the buyer's token."
  },
  {
    number: 36,
    fault: "A region that does not offer the operation",
    promise: "The records wait for this region, and never go to another one."
  },
  {
    number: 37,
    fault: "A clock that is wrong, jumps, or stands still",
    promise:
      "Within the policy's bound it has no effect; beyond it nothing is sealed or sent, and that is said."
  },
  {
    number: 38,
    fault: "An outage over the end of a month",
    promise:
      "What waits leaves before 06:00 UTC on the first; what cannot is dead or held after an alert at each level."
  },
  {
    number: 39,
    fault: "A deadline goes by while a request is under way",
    promise: "AWS refuses that record, which is dead; the other records of its batch are sent again at once."
  },
  {
    number: 40,
    fault: "A deadline comes near while a batch waits for the quota",
    promise: "The batch goes without that record."
  },
  {
    number: 44,
    fault: "A log that throws, rejects or is full",
    promise: "The metering goes on."
  },
  {
    number: 45,
    fault: "Two versions run beside each other during a deploy",
    promise: "Both meter, and nothing is billed twice.",
    unbuilt: "there is one version so far"
  },
  {
    number: 46,
    fault: "The database is restored from a backup",
    promise: "What AWS has accepted since is learnt from CloudTrail before anything is sent.",
    unbuilt: "reconciling with CloudTrail is not there yet"
  },
  {
    number: 47,
    fault: "Two deployments run on copies of one database",
    promise: "The second one refuses to send.",
    unbuilt: "a database does not know yet whom it belongs to"
  },
  {
    number: 48,
    fault: "AWS does not say who stands behind a registration token",
    promise: "A typed error without the token, and a page that can be loaded again."
  },
  {
    number: 50,
    fault: "A function of the host throws, rejects or never comes back",
    promise: "It is contained and said in the log, and the work goes on."
  }
]
