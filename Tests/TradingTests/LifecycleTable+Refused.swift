extension LifecycleTable {
    /// The order was refused, or never got there.
    static let refused: [String: String] = [
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
        status a filled 1 v1            | working 0 of 1 for 1 at 100 holds 100.1
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | !termsForeign, terms 1 at 100 -100.1, told 1, query
        status a filled 2 v1            | working 0 of 2 holds 200.2
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | told 2, query
        status a filled 3 v1            | working 0 of 3 holds 200.2
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | told 3, query
        status a filled 2 v2            | working 0 of 2 holds 200.2
                                        | !evidenceContradictory, accepted v2 +200.2, query,
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
        failed a amend transport        | = | -
        terms a 100 2 v1                | working holds 200.2
                                        | !evidenceContradictory, accepted v1 +200.2, query
        terms a 101 3 v1                | working for 3 at 101 holds 303.303
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | !termsForeign, terms 3 at 101 +103.103, query
        terms a 99 1 v1                 | working for 1 at 99 holds 99.099
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | !termsForeign, terms 1 at 99 -101.101, query
        terms a 102 4 v1                | working for 4 at 102 holds 408.408
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | !termsForeign, terms 4 at 102 +208.208, query
        terms a 100 2 v2                | working holds 200.2
                                        | !evidenceContradictory, accepted v2 +200.2, query
        amendRejected a                 | = | -
        fill a t9 buy 0.5 100 as v2     | partiallyFilled 0.5 holds 150.15
                                        | !evidenceContradictory, accepted v2 +200.2, query,
                                        | fill 0.5 -50.05, !fillAfterClose
        busted a t1 buy 0.5 100         | partiallyFilled holds 200.2
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | fill 0.5 -50.05, !fillAfterClose, !tradeBusted,
                                        | busted fill 0.5 --50.05
        busted a t8 buy 0.5 100         | partiallyFilled holds 200.2
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | fill 0.5 -50.05, !fillAfterClose, !tradeBusted,
                                        | busted fill 0.5 --50.05
        cancel a                        | = | cancel refused orderClosed
        amend a 101 3                   | = | amend refused orderClosed
        amend a 99 1                    | = | amend refused orderClosed
        amend a 100 0.5                 | = | amend refused orderClosed
        cancelAll global                | = | sweep global 1, swept 1
        kill global                     | = | global 0 halted killed, sweep global 1, swept 1
        stateAbsent a                   | = | refused orderClosed
        foreign a v2 buy 1 100          | = | refused repeated
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
        status a filled 1 v1            | working 0 of 1 for 1 at 100 holds 100.1
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | !termsForeign, terms 1 at 100 -100.1, told 1, query
        status a filled 2 v1            | working 0 of 2 holds 200.2
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | told 2, query
        status a filled 3 v1            | working 0 of 3 holds 200.2
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | told 3, query
        status a filled 2 v2            | working 0 of 2 holds 200.2
                                        | !evidenceContradictory, accepted v2 +200.2, query,
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
        failed a amend transport        | = | -
        terms a 100 2 v1                | working holds 200.2
                                        | !evidenceContradictory, accepted v1 +200.2, query
        terms a 101 3 v1                | working for 3 at 101 holds 303.303
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | !termsForeign, terms 3 at 101 +103.103, query
        terms a 99 1 v1                 | working for 1 at 99 holds 99.099
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | !termsForeign, terms 1 at 99 -101.101, query
        terms a 102 4 v1                | working for 4 at 102 holds 408.408
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | !termsForeign, terms 4 at 102 +208.208, query
        terms a 100 2 v2                | working holds 200.2
                                        | !evidenceContradictory, accepted v2 +200.2, query
        amendRejected a                 | = | -
        fill a t9 buy 0.5 100 as v2     | partiallyFilled 0.5 holds 150.15
                                        | !evidenceContradictory, accepted v2 +200.2, query,
                                        | fill 0.5 -50.05, !fillAfterClose
        busted a t1 buy 0.5 100         | partiallyFilled holds 200.2
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | fill 0.5 -50.05, !fillAfterClose, !tradeBusted,
                                        | busted fill 0.5 --50.05
        busted a t8 buy 0.5 100         | partiallyFilled holds 200.2
                                        | !evidenceContradictory, accepted v1 +200.2, query,
                                        | fill 0.5 -50.05, !fillAfterClose, !tradeBusted,
                                        | busted fill 0.5 --50.05
        cancel a                        | = | cancel refused orderClosed
        amend a 101 3                   | = | amend refused orderClosed
        amend a 99 1                    | = | amend refused orderClosed
        amend a 100 0.5                 | = | amend refused orderClosed
        cancelAll global                | = | sweep global 1, swept 1
        kill global                     | = | global 0 halted killed, sweep global 1, swept 1
        stateAbsent a                   | = | refused orderClosed
        foreign a v2 buy 1 100          | = | refused repeated
        submit a buy limit GTC 100 2    | = | repeated 0
        mode halted                     | = | mode halted
        clock                           | = | -
        start 2                         | = | started 2, attended 1
        """,
    ]
}
