extension LifecycleTable {
    /// The order is in the book.
    static let open: [String: String] = [
        "working idle idle": """
        accepted a v1                   | = | -
        accepted a v2                   | = | !orderSibling
        rejected a                      | = | !evidenceContradictory
        cancelRejected a                | = | -
        fill a t9 buy 0.1 100           | partiallyFilled 0.1 holds 190.19 | fill 0.1 -10.01
        fill a t9 buy 1.5 99            | partiallyFilled 1.5 holds 50.05 | fill 1.5 -150.15
        fill a t9 buy 2.5 100           | filled 2.5 | fill 2.5 -200.2, !overfill, closed filled
        fill a t1 buy 0.5 100           | partiallyFilled 0.5 holds 150.15 | fill 0.5 -50.05
        fill a t1 buy 0.4 100           | partiallyFilled 0.4 holds 160.16 | fill 0.4 -40.04
        status a none 0 v1              | = | -
        status a working 0.5 v1         | working 0 of 0.5 holds 200.2 | told 0.5, query
        status a working 0.5 v2         | = | !orderSibling
        status a partiallyFilled 1.5 v1 | working 0 of 1.5 holds 200.2 | told 1.5, query
        status a filled 2 v1            | working 0 of 2 holds 200.2 | told 2, query
        status a canceled 0.5 v1        | canceled 0 of 0.5 holds 200.2 | closed canceled, query
        status a canceled 1.5 v1        | canceled 0 of 1.5 holds 200.2 | closed canceled, query
        status a canceled 0.5 v2        | = | !orderSibling
        status a expired 0.5 v1         | expired 0 of 0.5 holds 200.2 | closed expired, query
        status a expired 1.5 v1         | expired 0 of 1.5 holds 200.2 | closed expired, query
        status a rejected 0 v1          | = | !evidenceContradictory
        status a absent 0               | = | -
        notFound a                      | = | -
        tradesListed a                  | = | -
        failed a place transport        | = | -
        failed a cancel venue           | = | -
        cancel a                        | working cancel outstanding holds 200.2 | cancel
        submit a buy limit GTC 100 2    | = | repeated 0
        mode halted                     | = | mode halted
        clock                           | = | query
        start 2                         | = | started 2, query, attended 1
        """,
        "working idle outstanding": """
        accepted a v1                   | = | -
        accepted a v2                   | = | !orderSibling
        rejected a                      | = | !evidenceContradictory
        cancelRejected a                | working holds 200.2 | cancel rejected, query
        fill a t9 buy 0.1 100           | partiallyFilled cancel outstanding 0.1 holds 190.19
                                        | fill 0.1 -10.01
        fill a t9 buy 1.5 99            | partiallyFilled cancel outstanding 1.5 holds 50.05
                                        | fill 1.5 -150.15
        fill a t9 buy 2.5 100           | filled 2.5 | fill 2.5 -200.2, !overfill, closed filled
        fill a t1 buy 0.5 100           | partiallyFilled cancel outstanding 0.5 holds 150.15
                                        | fill 0.5 -50.05
        fill a t1 buy 0.4 100           | partiallyFilled cancel outstanding 0.4 holds 160.16
                                        | fill 0.4 -40.04
        status a none 0 v1              | = | -
        status a working 0.5 v1         | working cancel outstanding 0 of 0.5 holds 200.2
                                        | told 0.5, query
        status a working 0.5 v2         | = | !orderSibling
        status a partiallyFilled 1.5 v1 | working cancel outstanding 0 of 1.5 holds 200.2
                                        | told 1.5, query
        status a filled 2 v1            | working cancel outstanding 0 of 2 holds 200.2
                                        | told 2, query
        status a canceled 0.5 v1        | canceled 0 of 0.5 holds 200.2 | closed canceled, query
        status a canceled 1.5 v1        | canceled 0 of 1.5 holds 200.2 | closed canceled, query
        status a canceled 0.5 v2        | = | !orderSibling
        status a expired 0.5 v1         | expired 0 of 0.5 holds 200.2 | closed expired, query
        status a expired 1.5 v1         | expired 0 of 1.5 holds 200.2 | closed expired, query
        status a rejected 0 v1          | = | !evidenceContradictory
        status a absent 0               | = | -
        notFound a                      | = | -
        tradesListed a                  | = | -
        failed a place transport        | = | -
        failed a cancel venue           | working cancel unknown holds 200.2
                                        | unknown cancel venue, query
        cancel a                        | = | cancel refused alreadyRequested
        submit a buy limit GTC 100 2    | = | repeated 0
        mode halted                     | = | mode halted
        clock                           | working cancel unknown holds 200.2
                                        | unknown cancel deadline, query
        start 2                         | working cancel unknown holds 200.2
                                        | started 2, unknown cancel restart, query, attended 1
        """,
        "working idle unknown": """
        accepted a v1                   | = | query
        accepted a v2                   | = | query, !orderSibling
        rejected a                      | = | query, !evidenceContradictory
        cancelRejected a                | working holds 200.2 | query, cancel rejected, query
        fill a t9 buy 0.1 100           | partiallyFilled cancel unknown 0.1 holds 190.19
                                        | query, fill 0.1 -10.01
        fill a t9 buy 1.5 99            | partiallyFilled cancel unknown 1.5 holds 50.05
                                        | query, fill 1.5 -150.15
        fill a t9 buy 2.5 100           | filled 2.5
                                        | query, fill 2.5 -200.2, !overfill, closed filled
        fill a t1 buy 0.5 100           | partiallyFilled cancel unknown 0.5 holds 150.15
                                        | query, fill 0.5 -50.05
        fill a t1 buy 0.4 100           | partiallyFilled cancel unknown 0.4 holds 160.16
                                        | query, fill 0.4 -40.04
        status a none 0 v1              | = | query
        status a working 0.5 v1         | working cancel unknown 0 of 0.5 holds 200.2
                                        | query, told 0.5, query
        status a working 0.5 v2         | = | query, !orderSibling
        status a partiallyFilled 1.5 v1 | working cancel unknown 0 of 1.5 holds 200.2
                                        | query, told 1.5, query
        status a filled 2 v1            | working cancel unknown 0 of 2 holds 200.2
                                        | query, told 2, query
        status a canceled 0.5 v1        | canceled 0 of 0.5 holds 200.2
                                        | query, closed canceled, query
        status a canceled 1.5 v1        | canceled 0 of 1.5 holds 200.2
                                        | query, closed canceled, query
        status a canceled 0.5 v2        | = | query, !orderSibling
        status a expired 0.5 v1         | expired 0 of 0.5 holds 200.2
                                        | query, closed expired, query
        status a expired 1.5 v1         | expired 0 of 1.5 holds 200.2
                                        | query, closed expired, query
        status a rejected 0 v1          | = | query, !evidenceContradictory
        status a absent 0               | = | query
        notFound a                      | = | query
        tradesListed a                  | = | query
        failed a place transport        | = | query
        failed a cancel venue           | = | query
        cancel a                        | working cancel outstanding holds 200.2 | query, cancel
        submit a buy limit GTC 100 2    | = | query, repeated 0
        mode halted                     | = | query, mode halted
        clock                           | = | query
        start 2                         | = | query, started 2, query, attended 1
        """,
        "working idle unknown, past the cancel's deadline": """
        accepted a v1                   | = | query
        accepted a v2                   | = | query, !orderSibling
        rejected a                      | = | query, !evidenceContradictory
        cancelRejected a                | working holds 200.2 | query, cancel rejected, query
        fill a t9 buy 0.1 100           | partiallyFilled cancel unknown 0.1 holds 190.19
                                        | query, fill 0.1 -10.01
        fill a t9 buy 1.5 99            | partiallyFilled cancel unknown 1.5 holds 50.05
                                        | query, fill 1.5 -150.15
        fill a t9 buy 2.5 100           | filled 2.5
                                        | query, fill 2.5 -200.2, !overfill, closed filled
        fill a t1 buy 0.5 100           | partiallyFilled cancel unknown 0.5 holds 150.15
                                        | query, fill 0.5 -50.05
        fill a t1 buy 0.4 100           | partiallyFilled cancel unknown 0.4 holds 160.16
                                        | query, fill 0.4 -40.04
        status a none 0 v1              | = | query
        status a working 0.5 v1         | working cancel outstanding 0 of 0.5 holds 200.2
                                        | query, told 0.5, query, cancel
        status a working 0.5 v2         | = | query, !orderSibling
        status a partiallyFilled 1.5 v1 | working cancel outstanding 0 of 1.5 holds 200.2
                                        | query, told 1.5, query, cancel
        status a filled 2 v1            | working cancel unknown 0 of 2 holds 200.2
                                        | query, told 2, query
        status a canceled 0.5 v1        | canceled 0 of 0.5 holds 200.2
                                        | query, closed canceled, query
        status a canceled 1.5 v1        | canceled 0 of 1.5 holds 200.2
                                        | query, closed canceled, query
        status a canceled 0.5 v2        | = | query, !orderSibling
        status a expired 0.5 v1         | expired 0 of 0.5 holds 200.2
                                        | query, closed expired, query
        status a expired 1.5 v1         | expired 0 of 1.5 holds 200.2
                                        | query, closed expired, query
        status a rejected 0 v1          | = | query, !evidenceContradictory
        status a absent 0               | = | query
        notFound a                      | = | query
        tradesListed a                  | = | query
        failed a place transport        | = | query
        failed a cancel venue           | = | query
        cancel a                        | working cancel outstanding holds 200.2 | query, cancel
        submit a buy limit GTC 100 2    | = | query, repeated 0
        mode halted                     | = | query, mode halted
        clock                           | = | query
        start 2                         | = | query, started 2, query, attended 1
        """,
        "partiallyFilled idle idle": """
        accepted a v1                   | = | -
        accepted a v2                   | = | !orderSibling
        rejected a                      | = | !evidenceContradictory
        cancelRejected a                | = | -
        fill a t9 buy 0.1 100           | partiallyFilled 0.6 holds 140.14 | fill 0.1 -10.01
        fill a t9 buy 1.5 99            | filled 2 | fill 1.5 -150.15, closed filled
        fill a t9 buy 2.5 100           | filled 3 | fill 2.5 -150.15, !overfill, closed filled
        fill a t1 buy 0.5 100           | = | -
        fill a t1 buy 0.4 100           | = | !fillConflict, halted fillConflict
        status a none 0 v1              | = | -
        status a working 0.5 v1         | = | -
        status a working 0.5 v2         | = | !orderSibling
        status a partiallyFilled 1.5 v1 | partiallyFilled 0.5 of 1.5 holds 150.15
                                        | told 1.5, query
        status a filled 2 v1            | partiallyFilled 0.5 of 2 holds 150.15 | told 2, query
        status a canceled 0.5 v1        | canceled 0.5 | closed canceled -150.15
        status a canceled 1.5 v1        | canceled 0.5 of 1.5 holds 150.15
                                        | closed canceled, query
        status a canceled 0.5 v2        | = | !orderSibling
        status a expired 0.5 v1         | expired 0.5 | closed expired -150.15
        status a expired 1.5 v1         | expired 0.5 of 1.5 holds 150.15 | closed expired, query
        status a rejected 0 v1          | = | !evidenceContradictory
        status a absent 0               | = | -
        notFound a                      | = | -
        tradesListed a                  | = | -
        failed a place transport        | = | -
        failed a cancel venue           | = | -
        cancel a                        | partiallyFilled cancel outstanding 0.5 holds 150.15
                                        | cancel
        submit a buy limit GTC 100 2    | = | repeated 0
        mode halted                     | = | mode halted
        clock                           | = | query
        start 2                         | = | started 2, query, attended 1
        """,
        "partiallyFilled idle outstanding": """
        accepted a v1                   | = | -
        accepted a v2                   | = | !orderSibling
        rejected a                      | = | !evidenceContradictory
        cancelRejected a                | partiallyFilled 0.5 holds 150.15
                                        | cancel rejected, query
        fill a t9 buy 0.1 100           | partiallyFilled cancel outstanding 0.6 holds 140.14
                                        | fill 0.1 -10.01
        fill a t9 buy 1.5 99            | filled 2 | fill 1.5 -150.15, closed filled
        fill a t9 buy 2.5 100           | filled 3 | fill 2.5 -150.15, !overfill, closed filled
        fill a t1 buy 0.5 100           | = | -
        fill a t1 buy 0.4 100           | = | !fillConflict, halted fillConflict
        status a none 0 v1              | = | -
        status a working 0.5 v1         | = | -
        status a working 0.5 v2         | = | !orderSibling
        status a partiallyFilled 1.5 v1 | partiallyFilled cancel outstanding 0.5 of 1.5 holds 150.15
                                        | told 1.5, query
        status a filled 2 v1            | partiallyFilled cancel outstanding 0.5 of 2 holds 150.15
                                        | told 2, query
        status a canceled 0.5 v1        | canceled 0.5 | closed canceled -150.15
        status a canceled 1.5 v1        | canceled 0.5 of 1.5 holds 150.15
                                        | closed canceled, query
        status a canceled 0.5 v2        | = | !orderSibling
        status a expired 0.5 v1         | expired 0.5 | closed expired -150.15
        status a expired 1.5 v1         | expired 0.5 of 1.5 holds 150.15 | closed expired, query
        status a rejected 0 v1          | = | !evidenceContradictory
        status a absent 0               | = | -
        notFound a                      | = | -
        tradesListed a                  | = | -
        failed a place transport        | = | -
        failed a cancel venue           | partiallyFilled cancel unknown 0.5 holds 150.15
                                        | unknown cancel venue, query
        cancel a                        | = | cancel refused alreadyRequested
        submit a buy limit GTC 100 2    | = | repeated 0
        mode halted                     | = | mode halted
        clock                           | partiallyFilled cancel unknown 0.5 holds 150.15
                                        | unknown cancel deadline, query
        start 2                         | partiallyFilled cancel unknown 0.5 holds 150.15
                                        | started 2, unknown cancel restart, query, attended 1
        """,
        "partiallyFilled idle unknown": """
        accepted a v1                   | = | query
        accepted a v2                   | = | query, !orderSibling
        rejected a                      | = | query, !evidenceContradictory
        cancelRejected a                | partiallyFilled 0.5 holds 150.15
                                        | query, cancel rejected, query
        fill a t9 buy 0.1 100           | partiallyFilled cancel unknown 0.6 holds 140.14
                                        | query, fill 0.1 -10.01
        fill a t9 buy 1.5 99            | filled 2 | query, fill 1.5 -150.15, closed filled
        fill a t9 buy 2.5 100           | filled 3
                                        | query, fill 2.5 -150.15, !overfill, closed filled
        fill a t1 buy 0.5 100           | = | query
        fill a t1 buy 0.4 100           | = | query, !fillConflict, halted fillConflict
        status a none 0 v1              | = | query
        status a working 0.5 v1         | = | query
        status a working 0.5 v2         | = | query, !orderSibling
        status a partiallyFilled 1.5 v1 | partiallyFilled cancel unknown 0.5 of 1.5 holds 150.15
                                        | query, told 1.5, query
        status a filled 2 v1            | partiallyFilled cancel unknown 0.5 of 2 holds 150.15
                                        | query, told 2, query
        status a canceled 0.5 v1        | canceled 0.5 | query, closed canceled -150.15
        status a canceled 1.5 v1        | canceled 0.5 of 1.5 holds 150.15
                                        | query, closed canceled, query
        status a canceled 0.5 v2        | = | query, !orderSibling
        status a expired 0.5 v1         | expired 0.5 | query, closed expired -150.15
        status a expired 1.5 v1         | expired 0.5 of 1.5 holds 150.15
                                        | query, closed expired, query
        status a rejected 0 v1          | = | query, !evidenceContradictory
        status a absent 0               | = | query
        notFound a                      | = | query
        tradesListed a                  | = | query
        failed a place transport        | = | query
        failed a cancel venue           | = | query
        cancel a                        | partiallyFilled cancel outstanding 0.5 holds 150.15
                                        | query, cancel
        submit a buy limit GTC 100 2    | = | query, repeated 0
        mode halted                     | = | query, mode halted
        clock                           | = | query
        start 2                         | = | query, started 2, query, attended 1
        """,
        "partiallyFilled idle idle, lacking a fill": """
        accepted a v1                   | = | query
        accepted a v2                   | = | query, !orderSibling
        rejected a                      | = | query, !evidenceContradictory
        cancelRejected a                | = | query
        fill a t9 buy 0.1 100           | partiallyFilled 0.6 of 1 holds 140.14
                                        | query, fill 0.1 -10.01
        fill a t9 buy 1.5 99            | filled 2 | query, fill 1.5 -150.15, closed filled
        fill a t9 buy 2.5 100           | filled 3
                                        | query, fill 2.5 -150.15, !overfill, closed filled
        fill a t1 buy 0.5 100           | = | query
        fill a t1 buy 0.4 100           | = | query, !fillConflict, halted fillConflict
        status a none 0 v1              | = | query
        status a working 0.5 v1         | = | query
        status a working 0.5 v2         | = | query, !orderSibling
        status a partiallyFilled 1.5 v1 | partiallyFilled 0.5 of 1.5 holds 150.15
                                        | query, told 1.5, query
        status a filled 2 v1            | partiallyFilled 0.5 of 2 holds 150.15
                                        | query, told 2, query
        status a canceled 0.5 v1        | canceled 0.5 of 1 holds 150.15
                                        | query, closed canceled, query
        status a canceled 1.5 v1        | canceled 0.5 of 1.5 holds 150.15
                                        | query, closed canceled, query
        status a canceled 0.5 v2        | = | query, !orderSibling
        status a expired 0.5 v1         | expired 0.5 of 1 holds 150.15
                                        | query, closed expired, query
        status a expired 1.5 v1         | expired 0.5 of 1.5 holds 150.15
                                        | query, closed expired, query
        status a rejected 0 v1          | = | query, !evidenceContradictory
        status a absent 0               | = | query
        notFound a                      | = | query
        tradesListed a                  | = | query
        failed a place transport        | = | query
        failed a cancel venue           | = | query
        cancel a                        | partiallyFilled cancel outstanding 0.5 of 1 holds 150.15
                                        | query, cancel
        submit a buy limit GTC 100 2    | = | query, repeated 0
        mode halted                     | = | query, mode halted
        clock                           | = | query
        start 2                         | = | query, started 2, query, attended 1
        """,
    ]
}
