extension LifecycleTable {
    /// The order is final.
    static let closed: [String: String] = [
        "filled idle idle": """
        accepted a v1                   | = | -
        accepted a v2                   | filled 2 siblings 1 | !orderSibling, foreign 2
        rejected a                      | = | !evidenceContradictory
        cancelRejected a                | = | -
        fill a t9 buy 0.1 100           | filled 2.1 | fill 0.1, !fillAfterClose, !overfill
        fill a t9 buy 1.5 99            | filled 3.5 | fill 1.5, !fillAfterClose, !overfill
        fill a t9 buy 2.5 100           | filled 4.5 | fill 2.5, !fillAfterClose, !overfill
        fill a t1 buy 0.5 100           | = | -
        fill a t1 buy 0.4 100           | = | !fillConflict, halted fillConflict
        status a none 0 v1              | = | -
        status a working 0.5 v1         | = | -
        status a working 0.5 v2         | filled 2 siblings 1 | !orderSibling, foreign 1.5
        status a partiallyFilled 1.5 v1 | = | -
        status a filled 1 v1            | = | -
        status a filled 2 v1            | = | -
        status a filled 3 v1            | filled 2 of 3 | told 3, query
        status a filled 2 v2            | = | !orderSibling, foreign 0
        status a canceled 0.5 v1        | = | -
        status a canceled 1.5 v1        | = | -
        status a canceled 0.5 v2        | = | !orderSibling, foreign 0
        status a expired 0.5 v1         | = | -
        status a expired 1.5 v1         | = | -
        status a rejected 0 v1          | = | !evidenceContradictory
        status a absent 0               | = | -
        notFound a                      | = | -
        tradesListed a                  | = | -
        failed a place transport        | = | -
        failed a cancel venue           | = | -
        failed a amend transport        | = | -
        terms a 100 2 v1                | = | -
        terms a 101 3 v1                | = | -
        terms a 99 1 v1                 | = | -
        terms a 102 4 v1                | = | -
        terms a 100 2 v2                | filled 2 siblings 1 | !orderSibling, foreign 2
        amendRejected a                 | = | -
        fill a t9 buy 0.5 100 as v2     | filled 2 siblings 1
                                        | fill 0.5, !orderSibling, foreign 1.5
        busted a t1 buy 0.5 100         | filled 1.5 | !tradeBusted, busted fill 0.5
        busted a t8 buy 0.5 100         | =
                                        | fill 0.5, !fillAfterClose, !overfill, !tradeBusted,
                                        | busted fill 0.5
        cancel a                        | = | cancel refused orderClosed
        amend a 101 3                   | = | amend refused orderClosed
        amend a 99 1                    | = | amend refused orderClosed
        amend a 100 0.5                 | = | amend refused orderClosed
        cancelAll global                | = | sweep global 1, swept 1
        kill global                     | = | global 0 halted killed, sweep global 1, swept 1
        stateAbsent a                   | = | refused orderClosed
        foreign a v2 buy 1 100          | filled 2 siblings 1 | !orderSibling, foreign 1
        submit a buy limit GTC 100 2    | = | repeated 0
        mode halted                     | = | mode halted
        clock                           | = | -
        start 2                         | = | started 2, attended 1
        """,
        "canceled idle idle": """
        accepted a v1                   | = | -
        accepted a v2                   | canceled 0.5 siblings 1 | !orderSibling, foreign 2
        rejected a                      | = | !evidenceContradictory
        cancelRejected a                | = | -
        fill a t9 buy 0.1 100           | canceled 0.6 | fill 0.1, !fillAfterClose
        fill a t9 buy 1.5 99            | canceled 2 | fill 1.5, !fillAfterClose
        fill a t9 buy 2.5 100           | canceled 3 | fill 2.5, !fillAfterClose, !overfill
        fill a t1 buy 0.5 100           | = | -
        fill a t1 buy 0.4 100           | = | !fillConflict, halted fillConflict
        status a none 0 v1              | = | -
        status a working 0.5 v1         | = | -
        status a working 0.5 v2         | canceled 0.5 siblings 1 | !orderSibling, foreign 1.5
        status a partiallyFilled 1.5 v1 | canceled 0.5 of 1.5 | told 1.5, query
        status a filled 1 v1            | canceled 0.5 of 1 | told 1, query
        status a filled 2 v1            | canceled 0.5 of 2 | told 2, query
        status a filled 3 v1            | canceled 0.5 of 3 | told 3, query
        status a filled 2 v2            | = | !orderSibling, foreign 0
        status a canceled 0.5 v1        | = | -
        status a canceled 1.5 v1        | canceled 0.5 of 1.5 | told 1.5, query
        status a canceled 0.5 v2        | = | !orderSibling, foreign 0
        status a expired 0.5 v1         | = | -
        status a expired 1.5 v1         | canceled 0.5 of 1.5 | told 1.5, query
        status a rejected 0 v1          | = | !evidenceContradictory
        status a absent 0               | = | -
        notFound a                      | = | -
        tradesListed a                  | = | -
        failed a place transport        | = | -
        failed a cancel venue           | = | -
        failed a amend transport        | = | -
        terms a 100 2 v1                | = | -
        terms a 101 3 v1                | = | -
        terms a 99 1 v1                 | = | -
        terms a 102 4 v1                | = | -
        terms a 100 2 v2                | canceled 0.5 siblings 1 | !orderSibling, foreign 2
        amendRejected a                 | = | -
        fill a t9 buy 0.5 100 as v2     | canceled 0.5 siblings 1
                                        | fill 0.5, !orderSibling, foreign 1.5
        busted a t1 buy 0.5 100         | canceled | !tradeBusted, busted fill 0.5
        busted a t8 buy 0.5 100         | =
                                        | fill 0.5, !fillAfterClose, !tradeBusted, busted fill 0.5
        cancel a                        | = | cancel refused orderClosed
        amend a 101 3                   | = | amend refused orderClosed
        amend a 99 1                    | = | amend refused orderClosed
        amend a 100 0.5                 | = | amend refused orderClosed
        cancelAll global                | = | sweep global 1, swept 1
        kill global                     | = | global 0 halted killed, sweep global 1, swept 1
        stateAbsent a                   | = | refused orderClosed
        foreign a v2 buy 1 100          | canceled 0.5 siblings 1 | !orderSibling, foreign 1
        submit a buy limit GTC 100 2    | = | repeated 0
        mode halted                     | = | mode halted
        clock                           | = | -
        start 2                         | = | started 2, attended 1
        """,
        "canceled idle idle, lacking a fill": """
        accepted a v1                   | = | query
        accepted a v2                   | canceled 0.5 of 1 siblings 1 holds 150.15
                                        | query, !orderSibling, foreign 2
        rejected a                      | = | query, !evidenceContradictory
        cancelRejected a                | = | query
        fill a t9 buy 0.1 100           | canceled 0.6 of 1 holds 140.14 | query, fill 0.1 -10.01
        fill a t9 buy 1.5 99            | canceled 2 | query, fill 1.5 -150.15
        fill a t9 buy 2.5 100           | canceled 3 | query, fill 2.5 -150.15, !overfill
        fill a t1 buy 0.5 100           | = | query
        fill a t1 buy 0.4 100           | = | query, !fillConflict, halted fillConflict
        status a none 0 v1              | = | query
        status a working 0.5 v1         | = | query
        status a working 0.5 v2         | canceled 0.5 of 1 siblings 1 holds 150.15
                                        | query, !orderSibling, foreign 1.5
        status a partiallyFilled 1.5 v1 | canceled 0.5 of 1.5 holds 150.15
                                        | query, told 1.5, query
        status a filled 1 v1            | = | query
        status a filled 2 v1            | canceled 0.5 of 2 holds 150.15 | query, told 2, query
        status a filled 3 v1            | canceled 0.5 of 3 holds 150.15 | query, told 3, query
        status a filled 2 v2            | = | query, !orderSibling, foreign 0
        status a canceled 0.5 v1        | = | query
        status a canceled 1.5 v1        | canceled 0.5 of 1.5 holds 150.15
                                        | query, told 1.5, query
        status a canceled 0.5 v2        | = | query, !orderSibling, foreign 0
        status a expired 0.5 v1         | = | query
        status a expired 1.5 v1         | canceled 0.5 of 1.5 holds 150.15
                                        | query, told 1.5, query
        status a rejected 0 v1          | = | query, !evidenceContradictory
        status a absent 0               | = | query
        notFound a                      | = | query
        tradesListed a                  | = | query
        failed a place transport        | = | query
        failed a cancel venue           | = | query
        failed a amend transport        | = | query
        terms a 100 2 v1                | = | query
        terms a 101 3 v1                | = | query
        terms a 99 1 v1                 | = | query
        terms a 102 4 v1                | = | query
        terms a 100 2 v2                | canceled 0.5 of 1 siblings 1 holds 150.15
                                        | query, !orderSibling, foreign 2
        amendRejected a                 | = | query
        fill a t9 buy 0.5 100 as v2     | canceled 0.5 of 1 siblings 1 holds 150.15
                                        | query, fill 0.5, !orderSibling, foreign 1.5
        busted a t1 buy 0.5 100         | canceled 0 of 0.5 holds 150.15
                                        | query, !tradeBusted, busted fill 0.5
        busted a t8 buy 0.5 100         | canceled 0.5
                                        | query, fill 0.5 -50.05, closed canceled -100.1,
                                        | !tradeBusted, busted fill 0.5
        cancel a                        | = | query, cancel refused orderClosed
        amend a 101 3                   | = | query, amend refused orderClosed
        amend a 99 1                    | = | query, amend refused orderClosed
        amend a 100 0.5                 | = | query, amend refused orderClosed
        cancelAll global                | = | query, sweep global 1, swept 1
        kill global                     | =
                                        | query, global 0 halted killed, sweep global 1, swept 1
        stateAbsent a                   | = | query, refused orderClosed
        foreign a v2 buy 1 100          | canceled 0.5 of 1 siblings 1 holds 150.15
                                        | query, !orderSibling, foreign 1
        submit a buy limit GTC 100 2    | = | query, repeated 0
        mode halted                     | = | query, mode halted
        clock                           | = | query
        start 2                         | = | query, started 2, query, attended 1
        """,
        "expired idle idle": """
        accepted a v1                   | = | -
        accepted a v2                   | expired 0.5 siblings 1 | !orderSibling, foreign 2
        rejected a                      | = | !evidenceContradictory
        cancelRejected a                | = | -
        fill a t9 buy 0.1 100           | expired 0.6 | fill 0.1, !fillAfterClose
        fill a t9 buy 1.5 99            | expired 2 | fill 1.5, !fillAfterClose
        fill a t9 buy 2.5 100           | expired 3 | fill 2.5, !fillAfterClose, !overfill
        fill a t1 buy 0.5 100           | = | -
        fill a t1 buy 0.4 100           | = | !fillConflict, halted fillConflict
        status a none 0 v1              | = | -
        status a working 0.5 v1         | = | -
        status a working 0.5 v2         | expired 0.5 siblings 1 | !orderSibling, foreign 1.5
        status a partiallyFilled 1.5 v1 | expired 0.5 of 1.5 | told 1.5, query
        status a filled 1 v1            | expired 0.5 of 1 | told 1, query
        status a filled 2 v1            | expired 0.5 of 2 | told 2, query
        status a filled 3 v1            | expired 0.5 of 3 | told 3, query
        status a filled 2 v2            | = | !orderSibling, foreign 0
        status a canceled 0.5 v1        | = | -
        status a canceled 1.5 v1        | expired 0.5 of 1.5 | told 1.5, query
        status a canceled 0.5 v2        | = | !orderSibling, foreign 0
        status a expired 0.5 v1         | = | -
        status a expired 1.5 v1         | expired 0.5 of 1.5 | told 1.5, query
        status a rejected 0 v1          | = | !evidenceContradictory
        status a absent 0               | = | -
        notFound a                      | = | -
        tradesListed a                  | = | -
        failed a place transport        | = | -
        failed a cancel venue           | = | -
        failed a amend transport        | = | -
        terms a 100 2 v1                | = | -
        terms a 101 3 v1                | = | -
        terms a 99 1 v1                 | = | -
        terms a 102 4 v1                | = | -
        terms a 100 2 v2                | expired 0.5 siblings 1 | !orderSibling, foreign 2
        amendRejected a                 | = | -
        fill a t9 buy 0.5 100 as v2     | expired 0.5 siblings 1
                                        | fill 0.5, !orderSibling, foreign 1.5
        busted a t1 buy 0.5 100         | expired | !tradeBusted, busted fill 0.5
        busted a t8 buy 0.5 100         | =
                                        | fill 0.5, !fillAfterClose, !tradeBusted, busted fill 0.5
        cancel a                        | = | cancel refused orderClosed
        amend a 101 3                   | = | amend refused orderClosed
        amend a 99 1                    | = | amend refused orderClosed
        amend a 100 0.5                 | = | amend refused orderClosed
        cancelAll global                | = | sweep global 1, swept 1
        kill global                     | = | global 0 halted killed, sweep global 1, swept 1
        stateAbsent a                   | = | refused orderClosed
        foreign a v2 buy 1 100          | expired 0.5 siblings 1 | !orderSibling, foreign 1
        submit a buy limit GTC 100 2    | = | repeated 0
        mode halted                     | = | mode halted
        clock                           | = | -
        start 2                         | = | started 2, attended 1
        """,
        "expired idle idle, lacking a fill": """
        accepted a v1                   | = | query
        accepted a v2                   | expired 0.5 of 1 siblings 1 holds 150.15
                                        | query, !orderSibling, foreign 2
        rejected a                      | = | query, !evidenceContradictory
        cancelRejected a                | = | query
        fill a t9 buy 0.1 100           | expired 0.6 of 1 holds 140.14 | query, fill 0.1 -10.01
        fill a t9 buy 1.5 99            | expired 2 | query, fill 1.5 -150.15
        fill a t9 buy 2.5 100           | expired 3 | query, fill 2.5 -150.15, !overfill
        fill a t1 buy 0.5 100           | = | query
        fill a t1 buy 0.4 100           | = | query, !fillConflict, halted fillConflict
        status a none 0 v1              | = | query
        status a working 0.5 v1         | = | query
        status a working 0.5 v2         | expired 0.5 of 1 siblings 1 holds 150.15
                                        | query, !orderSibling, foreign 1.5
        status a partiallyFilled 1.5 v1 | expired 0.5 of 1.5 holds 150.15 | query, told 1.5, query
        status a filled 1 v1            | = | query
        status a filled 2 v1            | expired 0.5 of 2 holds 150.15 | query, told 2, query
        status a filled 3 v1            | expired 0.5 of 3 holds 150.15 | query, told 3, query
        status a filled 2 v2            | = | query, !orderSibling, foreign 0
        status a canceled 0.5 v1        | = | query
        status a canceled 1.5 v1        | expired 0.5 of 1.5 holds 150.15 | query, told 1.5, query
        status a canceled 0.5 v2        | = | query, !orderSibling, foreign 0
        status a expired 0.5 v1         | = | query
        status a expired 1.5 v1         | expired 0.5 of 1.5 holds 150.15 | query, told 1.5, query
        status a rejected 0 v1          | = | query, !evidenceContradictory
        status a absent 0               | = | query
        notFound a                      | = | query
        tradesListed a                  | = | query
        failed a place transport        | = | query
        failed a cancel venue           | = | query
        failed a amend transport        | = | query
        terms a 100 2 v1                | = | query
        terms a 101 3 v1                | = | query
        terms a 99 1 v1                 | = | query
        terms a 102 4 v1                | = | query
        terms a 100 2 v2                | expired 0.5 of 1 siblings 1 holds 150.15
                                        | query, !orderSibling, foreign 2
        amendRejected a                 | = | query
        fill a t9 buy 0.5 100 as v2     | expired 0.5 of 1 siblings 1 holds 150.15
                                        | query, fill 0.5, !orderSibling, foreign 1.5
        busted a t1 buy 0.5 100         | expired 0 of 0.5 holds 150.15
                                        | query, !tradeBusted, busted fill 0.5
        busted a t8 buy 0.5 100         | expired 0.5
                                        | query, fill 0.5 -50.05, closed expired -100.1,
                                        | !tradeBusted, busted fill 0.5
        cancel a                        | = | query, cancel refused orderClosed
        amend a 101 3                   | = | query, amend refused orderClosed
        amend a 99 1                    | = | query, amend refused orderClosed
        amend a 100 0.5                 | = | query, amend refused orderClosed
        cancelAll global                | = | query, sweep global 1, swept 1
        kill global                     | =
                                        | query, global 0 halted killed, sweep global 1, swept 1
        stateAbsent a                   | = | query, refused orderClosed
        foreign a v2 buy 1 100          | expired 0.5 of 1 siblings 1 holds 150.15
                                        | query, !orderSibling, foreign 1
        submit a buy limit GTC 100 2    | = | query, repeated 0
        mode halted                     | = | query, mode halted
        clock                           | = | query
        start 2                         | = | query, started 2, query, attended 1
        """,
    ]
}
