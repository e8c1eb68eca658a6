extension LifecycleTable {
    /// The venue can do no more with the order, for all it said.
    static let closed: [String: String] = [
        "filled idle idle": """
        accepted a v1                   | = | -
        accepted a v2                   | = | !orderSibling
        rejected a                      | = | !evidenceContradictory
        cancelRejected a                | = | -
        fill a t9 buy 0.1 100           | filled 2.1 | fill 0.1, !fillAfterClose, !overfill
        fill a t9 buy 1.5 99            | filled 3.5 | fill 1.5, !fillAfterClose, !overfill
        fill a t9 buy 2.5 100           | filled 4.5 | fill 2.5, !fillAfterClose, !overfill
        fill a t1 buy 0.5 100           | = | -
        fill a t1 buy 0.4 100           | = | !fillConflict, halted fillConflict
        status a none 0 v1              | = | -
        status a working 0.5 v1         | = | -
        status a working 0.5 v2         | = | !orderSibling
        status a partiallyFilled 1.5 v1 | = | -
        status a filled 2 v1            | = | -
        status a canceled 0.5 v1        | = | -
        status a canceled 1.5 v1        | = | -
        status a canceled 0.5 v2        | = | !orderSibling
        status a expired 0.5 v1         | = | -
        status a expired 1.5 v1         | = | -
        status a rejected 0 v1          | = | !evidenceContradictory
        status a absent 0               | = | -
        notFound a                      | = | -
        tradesListed a                  | = | -
        failed a place transport        | = | -
        failed a cancel venue           | = | -
        cancel a                        | = | cancel refused orderClosed
        submit a buy limit GTC 100 2    | = | repeated 0
        mode halted                     | = | mode halted
        clock                           | = | -
        start 2                         | = | started 2, attended 1
        """,
        "canceled idle idle": """
        accepted a v1                   | = | -
        accepted a v2                   | = | !orderSibling
        rejected a                      | = | !evidenceContradictory
        cancelRejected a                | = | -
        fill a t9 buy 0.1 100           | canceled 0.6 | fill 0.1, !fillAfterClose
        fill a t9 buy 1.5 99            | canceled 2 | fill 1.5, !fillAfterClose
        fill a t9 buy 2.5 100           | canceled 3 | fill 2.5, !fillAfterClose, !overfill
        fill a t1 buy 0.5 100           | = | -
        fill a t1 buy 0.4 100           | = | !fillConflict, halted fillConflict
        status a none 0 v1              | = | -
        status a working 0.5 v1         | = | -
        status a working 0.5 v2         | = | !orderSibling
        status a partiallyFilled 1.5 v1 | canceled 0.5 of 1.5 | told 1.5, query
        status a filled 2 v1            | canceled 0.5 of 2 | told 2, query
        status a canceled 0.5 v1        | = | -
        status a canceled 1.5 v1        | canceled 0.5 of 1.5 | told 1.5, query
        status a canceled 0.5 v2        | = | !orderSibling
        status a expired 0.5 v1         | = | -
        status a expired 1.5 v1         | canceled 0.5 of 1.5 | told 1.5, query
        status a rejected 0 v1          | = | !evidenceContradictory
        status a absent 0               | = | -
        notFound a                      | = | -
        tradesListed a                  | = | -
        failed a place transport        | = | -
        failed a cancel venue           | = | -
        cancel a                        | = | cancel refused orderClosed
        submit a buy limit GTC 100 2    | = | repeated 0
        mode halted                     | = | mode halted
        clock                           | = | -
        start 2                         | = | started 2, attended 1
        """,
        "canceled idle idle, lacking a fill": """
        accepted a v1                   | = | query
        accepted a v2                   | = | query, !orderSibling
        rejected a                      | = | query, !evidenceContradictory
        cancelRejected a                | = | query
        fill a t9 buy 0.1 100           | canceled 0.6 of 1 holds 140.14 | query, fill 0.1 -10.01
        fill a t9 buy 1.5 99            | canceled 2 | query, fill 1.5 -150.15
        fill a t9 buy 2.5 100           | canceled 3 | query, fill 2.5 -150.15, !overfill
        fill a t1 buy 0.5 100           | = | query
        fill a t1 buy 0.4 100           | = | query, !fillConflict, halted fillConflict
        status a none 0 v1              | = | query
        status a working 0.5 v1         | = | query
        status a working 0.5 v2         | = | query, !orderSibling
        status a partiallyFilled 1.5 v1 | canceled 0.5 of 1.5 holds 150.15
                                        | query, told 1.5, query
        status a filled 2 v1            | canceled 0.5 of 2 holds 150.15 | query, told 2, query
        status a canceled 0.5 v1        | = | query
        status a canceled 1.5 v1        | canceled 0.5 of 1.5 holds 150.15
                                        | query, told 1.5, query
        status a canceled 0.5 v2        | = | query, !orderSibling
        status a expired 0.5 v1         | = | query
        status a expired 1.5 v1         | canceled 0.5 of 1.5 holds 150.15
                                        | query, told 1.5, query
        status a rejected 0 v1          | = | query, !evidenceContradictory
        status a absent 0               | = | query
        notFound a                      | = | query
        tradesListed a                  | = | query
        failed a place transport        | = | query
        failed a cancel venue           | = | query
        cancel a                        | = | query, cancel refused orderClosed
        submit a buy limit GTC 100 2    | = | query, repeated 0
        mode halted                     | = | query, mode halted
        clock                           | = | query
        start 2                         | = | query, started 2, query, attended 1
        """,
        "expired idle idle": """
        accepted a v1                   | = | -
        accepted a v2                   | = | !orderSibling
        rejected a                      | = | !evidenceContradictory
        cancelRejected a                | = | -
        fill a t9 buy 0.1 100           | expired 0.6 | fill 0.1, !fillAfterClose
        fill a t9 buy 1.5 99            | expired 2 | fill 1.5, !fillAfterClose
        fill a t9 buy 2.5 100           | expired 3 | fill 2.5, !fillAfterClose, !overfill
        fill a t1 buy 0.5 100           | = | -
        fill a t1 buy 0.4 100           | = | !fillConflict, halted fillConflict
        status a none 0 v1              | = | -
        status a working 0.5 v1         | = | -
        status a working 0.5 v2         | = | !orderSibling
        status a partiallyFilled 1.5 v1 | expired 0.5 of 1.5 | told 1.5, query
        status a filled 2 v1            | expired 0.5 of 2 | told 2, query
        status a canceled 0.5 v1        | = | -
        status a canceled 1.5 v1        | expired 0.5 of 1.5 | told 1.5, query
        status a canceled 0.5 v2        | = | !orderSibling
        status a expired 0.5 v1         | = | -
        status a expired 1.5 v1         | expired 0.5 of 1.5 | told 1.5, query
        status a rejected 0 v1          | = | !evidenceContradictory
        status a absent 0               | = | -
        notFound a                      | = | -
        tradesListed a                  | = | -
        failed a place transport        | = | -
        failed a cancel venue           | = | -
        cancel a                        | = | cancel refused orderClosed
        submit a buy limit GTC 100 2    | = | repeated 0
        mode halted                     | = | mode halted
        clock                           | = | -
        start 2                         | = | started 2, attended 1
        """,
        "expired idle idle, lacking a fill": """
        accepted a v1                   | = | query
        accepted a v2                   | = | query, !orderSibling
        rejected a                      | = | query, !evidenceContradictory
        cancelRejected a                | = | query
        fill a t9 buy 0.1 100           | expired 0.6 of 1 holds 140.14 | query, fill 0.1 -10.01
        fill a t9 buy 1.5 99            | expired 2 | query, fill 1.5 -150.15
        fill a t9 buy 2.5 100           | expired 3 | query, fill 2.5 -150.15, !overfill
        fill a t1 buy 0.5 100           | = | query
        fill a t1 buy 0.4 100           | = | query, !fillConflict, halted fillConflict
        status a none 0 v1              | = | query
        status a working 0.5 v1         | = | query
        status a working 0.5 v2         | = | query, !orderSibling
        status a partiallyFilled 1.5 v1 | expired 0.5 of 1.5 holds 150.15 | query, told 1.5, query
        status a filled 2 v1            | expired 0.5 of 2 holds 150.15 | query, told 2, query
        status a canceled 0.5 v1        | = | query
        status a canceled 1.5 v1        | expired 0.5 of 1.5 holds 150.15 | query, told 1.5, query
        status a canceled 0.5 v2        | = | query, !orderSibling
        status a expired 0.5 v1         | = | query
        status a expired 1.5 v1         | expired 0.5 of 1.5 holds 150.15 | query, told 1.5, query
        status a rejected 0 v1          | = | query, !evidenceContradictory
        status a absent 0               | = | query
        notFound a                      | = | query
        tradesListed a                  | = | query
        failed a place transport        | = | query
        failed a cancel venue           | = | query
        cancel a                        | = | query, cancel refused orderClosed
        submit a buy limit GTC 100 2    | = | query, repeated 0
        mode halted                     | = | query, mode halted
        clock                           | = | query
        start 2                         | = | query, started 2, query, attended 1
        """,
        "rejected idle idle": """
        accepted a v1                   | working holds 200.2
                                        | !evidenceContradictory, accepted v1 +200.2, query
        accepted a v2                   | working holds 200.2
                                        | !evidenceContradictory, accepted v2 +200.2, query
        rejected a                      | = | -
        cancelRejected a                | = | -
        fill a t9 buy 0.1 100           | partiallyFilled 0.1 holds 190.19
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | fill 0.1 -10.01, !fillAfterClose
        fill a t9 buy 1.5 99            | partiallyFilled 1.5 holds 50.05
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | fill 1.5 -150.15, !fillAfterClose
        fill a t9 buy 2.5 100           | filled 2.5
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | fill 2.5 -200.2, !fillAfterClose, !overfill,
                                        | closed filled
        fill a t1 buy 0.5 100           | partiallyFilled 0.5 holds 150.15
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | fill 0.5 -50.05, !fillAfterClose
        fill a t1 buy 0.4 100           | partiallyFilled 0.4 holds 160.16
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | fill 0.4 -40.04, !fillAfterClose
        status a none 0 v1              | = | -
        status a working 0.5 v1         | working 0 of 0.5 holds 200.2
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | told 0.5, query
        status a working 0.5 v2         | working 0 of 0.5 holds 200.2
                                        | !evidenceContradictory, accepted v2 +200.2, query,
                                        | told 0.5, query
        status a partiallyFilled 1.5 v1 | working 0 of 1.5 holds 200.2
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | told 1.5, query
        status a filled 2 v1            | working 0 of 2 holds 200.2
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | told 2, query
        status a canceled 0.5 v1        | canceled 0 of 0.5 holds 200.2
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | closed canceled, query
        status a canceled 1.5 v1        | canceled 0 of 1.5 holds 200.2
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | closed canceled, query
        status a canceled 0.5 v2        | canceled 0 of 0.5 holds 200.2
                                        | !evidenceContradictory, accepted v2 +200.2, query,
                                        | closed canceled, query
        status a expired 0.5 v1         | expired 0 of 0.5 holds 200.2
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | closed expired, query
        status a expired 1.5 v1         | expired 0 of 1.5 holds 200.2
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | closed expired, query
        status a rejected 0 v1          | = | -
        status a absent 0               | = | -
        notFound a                      | = | -
        tradesListed a                  | = | -
        failed a place transport        | = | -
        failed a cancel venue           | = | -
        cancel a                        | = | cancel refused orderClosed
        submit a buy limit GTC 100 2    | = | repeated 0
        mode halted                     | = | mode halted
        clock                           | = | -
        start 2                         | = | started 2, attended 1
        """,
        "absent idle idle": """
        accepted a v1                   | working holds 200.2
                                        | !evidenceContradictory, accepted v1 +200.2, query
        accepted a v2                   | working holds 200.2
                                        | !evidenceContradictory, accepted v2 +200.2, query
        rejected a                      | = | -
        cancelRejected a                | = | -
        fill a t9 buy 0.1 100           | partiallyFilled 0.1 holds 190.19
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | fill 0.1 -10.01, !fillAfterClose
        fill a t9 buy 1.5 99            | partiallyFilled 1.5 holds 50.05
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | fill 1.5 -150.15, !fillAfterClose
        fill a t9 buy 2.5 100           | filled 2.5
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | fill 2.5 -200.2, !fillAfterClose, !overfill,
                                        | closed filled
        fill a t1 buy 0.5 100           | partiallyFilled 0.5 holds 150.15
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | fill 0.5 -50.05, !fillAfterClose
        fill a t1 buy 0.4 100           | partiallyFilled 0.4 holds 160.16
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | fill 0.4 -40.04, !fillAfterClose
        status a none 0 v1              | = | -
        status a working 0.5 v1         | working 0 of 0.5 holds 200.2
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | told 0.5, query
        status a working 0.5 v2         | working 0 of 0.5 holds 200.2
                                        | !evidenceContradictory, accepted v2 +200.2, query,
                                        | told 0.5, query
        status a partiallyFilled 1.5 v1 | working 0 of 1.5 holds 200.2
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | told 1.5, query
        status a filled 2 v1            | working 0 of 2 holds 200.2
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | told 2, query
        status a canceled 0.5 v1        | canceled 0 of 0.5 holds 200.2
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | closed canceled, query
        status a canceled 1.5 v1        | canceled 0 of 1.5 holds 200.2
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | closed canceled, query
        status a canceled 0.5 v2        | canceled 0 of 0.5 holds 200.2
                                        | !evidenceContradictory, accepted v2 +200.2, query,
                                        | closed canceled, query
        status a expired 0.5 v1         | expired 0 of 0.5 holds 200.2
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | closed expired, query
        status a expired 1.5 v1         | expired 0 of 1.5 holds 200.2
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | closed expired, query
        status a rejected 0 v1          | = | -
        status a absent 0               | = | -
        notFound a                      | = | -
        tradesListed a                  | = | -
        failed a place transport        | = | -
        failed a cancel venue           | = | -
        cancel a                        | = | cancel refused orderClosed
        submit a buy limit GTC 100 2    | = | repeated 0
        mode halted                     | = | mode halted
        clock                           | = | -
        start 2                         | = | started 2, attended 1
        """,
    ]
}
