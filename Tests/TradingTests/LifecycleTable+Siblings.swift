extension LifecycleTable {
    /// Another order goes by the same name.
    static let siblings: [String: String] = [
        "working idle idle, with a sibling": """
        accepted a v1                   | = | -
        accepted a v2                   | = | -
        rejected a                      | = | !evidenceContradictory
        cancelRejected a                | = | -
        fill a t9 buy 0.1 100           | partiallyFilled 0.1 siblings 1 holds 190.19
                                        | fill 0.1 -10.01
        fill a t9 buy 1.5 99            | partiallyFilled 1.5 siblings 1 holds 50.05
                                        | fill 1.5 -150.15
        fill a t9 buy 2.5 100           | filled 2.5 siblings 1
                                        | fill 2.5 -200.2, !overfill, closed filled
        fill a t1 buy 0.5 100           | partiallyFilled 0.5 siblings 1 holds 150.15
                                        | fill 0.5 -50.05
        fill a t1 buy 0.4 100           | partiallyFilled 0.4 siblings 1 holds 160.16
                                        | fill 0.4 -40.04
        status a none 0 v1              | = | -
        status a working 0.5 v1         | working 0 of 0.5 siblings 1 holds 200.2
                                        | told 0.5, query
        status a working 0.5 v2         | = | foreign 1.5
        status a partiallyFilled 1.5 v1 | working 0 of 1.5 siblings 1 holds 200.2
                                        | told 1.5, query
        status a filled 1 v1            | working 0 of 1 for 1 at 100 siblings 1 holds 100.1
                                        | !termsForeign, terms 1 at 100 -100.1, told 1, query
        status a filled 2 v1            | working 0 of 2 siblings 1 holds 200.2 | told 2, query
        status a filled 3 v1            | working 0 of 3 siblings 1 holds 200.2 | told 3, query
        status a filled 2 v2            | working holds 200.2 | foreign 0
        status a canceled 0.5 v1        | canceled 0 of 0.5 siblings 1 holds 200.2
                                        | closed canceled, query
        status a canceled 1.5 v1        | canceled 0 of 1.5 siblings 1 holds 200.2
                                        | closed canceled, query
        status a canceled 0.5 v2        | working holds 200.2 | foreign 0
        status a expired 0.5 v1         | expired 0 of 0.5 siblings 1 holds 200.2
                                        | closed expired, query
        status a expired 1.5 v1         | expired 0 of 1.5 siblings 1 holds 200.2
                                        | closed expired, query
        status a rejected 0 v1          | = | !evidenceContradictory
        status a absent 0               | = | -
        notFound a                      | = | -
        tradesListed a                  | = | -
        failed a place transport        | = | -
        failed a cancel venue           | = | -
        failed a amend transport        | = | -
        terms a 100 2 v1                | = | -
        terms a 101 3 v1                | working for 3 at 101 siblings 1 holds 303.303
                                        | !termsForeign, terms 3 at 101 +103.103, query
        terms a 99 1 v1                 | working for 1 at 99 siblings 1 holds 99.099
                                        | !termsForeign, terms 1 at 99 -101.101, query
        terms a 102 4 v1                | working for 4 at 102 siblings 1 holds 408.408
                                        | !termsForeign, terms 4 at 102 +208.208, query
        terms a 100 2 v2                | = | -
        amendRejected a                 | = | -
        fill a t9 buy 0.5 100 as v2     | = | fill 0.5, foreign 1.5
        busted a t1 buy 0.5 100         | partiallyFilled siblings 1 holds 200.2
                                        | fill 0.5 -50.05, !tradeBusted, busted fill 0.5 --50.05
        busted a t8 buy 0.5 100         | partiallyFilled siblings 1 holds 200.2
                                        | fill 0.5 -50.05, !tradeBusted, busted fill 0.5 --50.05
        cancel a                        | working cancel outstanding siblings 1 holds 200.2
                                        | cancel
        amend a 101 3                   | working amend outstanding siblings 1 holds 303.303
                                        | amend 3 at 101 +103.103
        amend a 99 1                    | working amend outstanding siblings 1 holds 200.2
                                        | amend 1 at 99
        amend a 100 0.5                 | working amend outstanding siblings 1 holds 200.2
                                        | amend 0.5 at 100
        cancelAll global                | working cancel outstanding siblings 1 holds 200.2
                                        | sweep global 1, cancel, swept 1
        kill global                     | working cancel outstanding siblings 1 holds 200.2
                                        | global 0 halted killed, sweep global 1, cancel, swept 1
        stateAbsent a                   | = | refused evidenceStands
        foreign a v2 buy 1 100          | = | foreign 1
        submit a buy limit GTC 100 2    | = | repeated 0
        mode halted                     | = | mode halted
        clock                           | = | query
        start 2                         | = | started 2, query, attended 1
        """,
        "working idle outstanding, with a sibling": """
        accepted a v1                   | = | -
        accepted a v2                   | = | -
        rejected a                      | = | !evidenceContradictory
        cancelRejected a                | working siblings 1 holds 200.2 | cancel rejected, query
        fill a t9 buy 0.1 100           | partiallyFilled cancel outstanding 0.1 siblings 1 holds
                                        |   190.19
                                        | fill 0.1 -10.01
        fill a t9 buy 1.5 99            | partiallyFilled cancel outstanding 1.5 siblings 1 holds
                                        |   50.05
                                        | fill 1.5 -150.15
        fill a t9 buy 2.5 100           | filled cancel outstanding 2.5 siblings 1
                                        | fill 2.5 -200.2, !overfill, closed filled, cancel
        fill a t1 buy 0.5 100           | partiallyFilled cancel outstanding 0.5 siblings 1 holds
                                        |   150.15
                                        | fill 0.5 -50.05
        fill a t1 buy 0.4 100           | partiallyFilled cancel outstanding 0.4 siblings 1 holds
                                        |   160.16
                                        | fill 0.4 -40.04
        status a none 0 v1              | = | -
        status a working 0.5 v1         | working cancel outstanding 0 of 0.5 siblings 1 holds
                                        |   200.2
                                        | told 0.5, query
        status a working 0.5 v2         | = | foreign 1.5
        status a partiallyFilled 1.5 v1 | working cancel outstanding 0 of 1.5 siblings 1 holds
                                        |   200.2
                                        | told 1.5, query
        status a filled 1 v1            | working cancel outstanding 0 of 1 for 1 at 100 siblings
                                        |   1 holds 100.1
                                        | !termsForeign, terms 1 at 100 -100.1, told 1, query
        status a filled 2 v1            | working cancel outstanding 0 of 2 siblings 1 holds 200.2
                                        | told 2, query
        status a filled 3 v1            | working cancel outstanding 0 of 3 siblings 1 holds 200.2
                                        | told 3, query
        status a filled 2 v2            | working cancel outstanding holds 200.2 | foreign 0
        status a canceled 0.5 v1        | canceled cancel outstanding 0 of 0.5 siblings 1 holds
                                        |   200.2
                                        | closed canceled, query, cancel
        status a canceled 1.5 v1        | canceled cancel outstanding 0 of 1.5 siblings 1 holds
                                        |   200.2
                                        | closed canceled, query, cancel
        status a canceled 0.5 v2        | working cancel outstanding holds 200.2 | foreign 0
        status a expired 0.5 v1         | expired cancel outstanding 0 of 0.5 siblings 1 holds
                                        |   200.2
                                        | closed expired, query, cancel
        status a expired 1.5 v1         | expired cancel outstanding 0 of 1.5 siblings 1 holds
                                        |   200.2
                                        | closed expired, query, cancel
        status a rejected 0 v1          | = | !evidenceContradictory
        status a absent 0               | = | -
        notFound a                      | = | -
        tradesListed a                  | = | -
        failed a place transport        | = | -
        failed a cancel venue           | working cancel unknown siblings 1 holds 200.2
                                        | unknown cancel venue, query
        failed a amend transport        | = | -
        terms a 100 2 v1                | = | -
        terms a 101 3 v1                | working cancel outstanding for 3 at 101 siblings 1
                                        |   holds 303.303
                                        | !termsForeign, terms 3 at 101 +103.103, query
        terms a 99 1 v1                 | working cancel outstanding for 1 at 99 siblings 1 holds
                                        |   99.099
                                        | !termsForeign, terms 1 at 99 -101.101, query
        terms a 102 4 v1                | working cancel outstanding for 4 at 102 siblings 1
                                        |   holds 408.408
                                        | !termsForeign, terms 4 at 102 +208.208, query
        terms a 100 2 v2                | = | -
        amendRejected a                 | = | -
        fill a t9 buy 0.5 100 as v2     | = | fill 0.5, foreign 1.5
        busted a t1 buy 0.5 100         | partiallyFilled cancel outstanding siblings 1 holds
                                        |   200.2
                                        | fill 0.5 -50.05, !tradeBusted, busted fill 0.5 --50.05
        busted a t8 buy 0.5 100         | partiallyFilled cancel outstanding siblings 1 holds
                                        |   200.2
                                        | fill 0.5 -50.05, !tradeBusted, busted fill 0.5 --50.05
        cancel a                        | = | cancel refused alreadyRequested
        amend a 101 3                   | = | amend refused requestOutstanding
        amend a 99 1                    | = | amend refused requestOutstanding
        amend a 100 0.5                 | = | amend refused requestOutstanding
        cancelAll global                | = | sweep global 1, swept 1
        kill global                     | = | global 0 halted killed, sweep global 1, swept 1
        stateAbsent a                   | = | refused evidenceStands
        foreign a v2 buy 1 100          | = | foreign 1
        submit a buy limit GTC 100 2    | = | repeated 0
        mode halted                     | = | mode halted
        clock                           | working cancel unknown siblings 1 holds 200.2
                                        | unknown cancel deadline, query
        start 2                         | =
                                        | started 2, unknown cancel restart, cancel, query,
                                        | attended 1
        """,
        "canceled idle idle, with a sibling": """
        accepted a v1                   | = | -
        accepted a v2                   | = | -
        rejected a                      | = | !evidenceContradictory
        cancelRejected a                | = | -
        fill a t9 buy 0.1 100           | canceled 0.1 siblings 1 | fill 0.1, !fillAfterClose
        fill a t9 buy 1.5 99            | canceled 1.5 siblings 1 | fill 1.5, !fillAfterClose
        fill a t9 buy 2.5 100           | canceled 2.5 siblings 1
                                        | fill 2.5, !fillAfterClose, !overfill
        fill a t1 buy 0.5 100           | canceled 0.5 siblings 1 | fill 0.5, !fillAfterClose
        fill a t1 buy 0.4 100           | canceled 0.4 siblings 1 | fill 0.4, !fillAfterClose
        status a none 0 v1              | = | -
        status a working 0.5 v1         | canceled 0 of 0.5 siblings 1 | told 0.5, query
        status a working 0.5 v2         | = | foreign 1.5
        status a partiallyFilled 1.5 v1 | canceled 0 of 1.5 siblings 1 | told 1.5, query
        status a filled 1 v1            | canceled 0 of 1 siblings 1 | told 1, query
        status a filled 2 v1            | canceled 0 of 2 siblings 1 | told 2, query
        status a filled 3 v1            | canceled 0 of 3 siblings 1 | told 3, query
        status a filled 2 v2            | canceled | foreign 0
        status a canceled 0.5 v1        | canceled 0 of 0.5 siblings 1 | told 0.5, query
        status a canceled 1.5 v1        | canceled 0 of 1.5 siblings 1 | told 1.5, query
        status a canceled 0.5 v2        | canceled | foreign 0
        status a expired 0.5 v1         | canceled 0 of 0.5 siblings 1 | told 0.5, query
        status a expired 1.5 v1         | canceled 0 of 1.5 siblings 1 | told 1.5, query
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
        terms a 100 2 v2                | = | -
        amendRejected a                 | = | -
        fill a t9 buy 0.5 100 as v2     | = | fill 0.5, foreign 1.5
        busted a t1 buy 0.5 100         | =
                                        | fill 0.5, !fillAfterClose, !tradeBusted, busted fill 0.5
        busted a t8 buy 0.5 100         | =
                                        | fill 0.5, !fillAfterClose, !tradeBusted, busted fill 0.5
        cancel a                        | canceled cancel outstanding siblings 1 | cancel
        amend a 101 3                   | = | amend refused orderClosed
        amend a 99 1                    | = | amend refused orderClosed
        amend a 100 0.5                 | = | amend refused orderClosed
        cancelAll global                | canceled cancel outstanding siblings 1
                                        | sweep global 1, cancel, swept 1
        kill global                     | canceled cancel outstanding siblings 1
                                        | global 0 halted killed, sweep global 1, cancel, swept 1
        stateAbsent a                   | = | refused evidenceStands
        foreign a v2 buy 1 100          | = | foreign 1
        submit a buy limit GTC 100 2    | = | repeated 0
        mode halted                     | = | mode halted
        clock                           | = | query
        start 2                         | = | started 2, query, attended 1
        """,
        "canceled idle outstanding, with a sibling": """
        accepted a v1                   | = | -
        accepted a v2                   | = | -
        rejected a                      | = | !evidenceContradictory
        cancelRejected a                | canceled siblings 1 | cancel rejected, query
        fill a t9 buy 0.1 100           | canceled cancel outstanding 0.1 siblings 1
                                        | fill 0.1, !fillAfterClose
        fill a t9 buy 1.5 99            | canceled cancel outstanding 1.5 siblings 1
                                        | fill 1.5, !fillAfterClose
        fill a t9 buy 2.5 100           | canceled cancel outstanding 2.5 siblings 1
                                        | fill 2.5, !fillAfterClose, !overfill
        fill a t1 buy 0.5 100           | canceled cancel outstanding 0.5 siblings 1
                                        | fill 0.5, !fillAfterClose
        fill a t1 buy 0.4 100           | canceled cancel outstanding 0.4 siblings 1
                                        | fill 0.4, !fillAfterClose
        status a none 0 v1              | = | -
        status a working 0.5 v1         | canceled cancel outstanding 0 of 0.5 siblings 1
                                        | told 0.5, query
        status a working 0.5 v2         | = | foreign 1.5
        status a partiallyFilled 1.5 v1 | canceled cancel outstanding 0 of 1.5 siblings 1
                                        | told 1.5, query
        status a filled 1 v1            | canceled cancel outstanding 0 of 1 siblings 1
                                        | told 1, query
        status a filled 2 v1            | canceled cancel outstanding 0 of 2 siblings 1
                                        | told 2, query
        status a filled 3 v1            | canceled cancel outstanding 0 of 3 siblings 1
                                        | told 3, query
        status a filled 2 v2            | canceled | foreign 0, closed canceled
        status a canceled 0.5 v1        | canceled cancel outstanding 0 of 0.5 siblings 1
                                        | told 0.5, query
        status a canceled 1.5 v1        | canceled cancel outstanding 0 of 1.5 siblings 1
                                        | told 1.5, query
        status a canceled 0.5 v2        | canceled | foreign 0, closed canceled
        status a expired 0.5 v1         | canceled cancel outstanding 0 of 0.5 siblings 1
                                        | told 0.5, query
        status a expired 1.5 v1         | canceled cancel outstanding 0 of 1.5 siblings 1
                                        | told 1.5, query
        status a rejected 0 v1          | = | !evidenceContradictory
        status a absent 0               | = | -
        notFound a                      | = | -
        tradesListed a                  | = | -
        failed a place transport        | = | -
        failed a cancel venue           | canceled cancel unknown siblings 1
                                        | unknown cancel venue, query
        failed a amend transport        | = | -
        terms a 100 2 v1                | = | -
        terms a 101 3 v1                | = | -
        terms a 99 1 v1                 | = | -
        terms a 102 4 v1                | = | -
        terms a 100 2 v2                | = | -
        amendRejected a                 | = | -
        fill a t9 buy 0.5 100 as v2     | = | fill 0.5, foreign 1.5
        busted a t1 buy 0.5 100         | =
                                        | fill 0.5, !fillAfterClose, !tradeBusted, busted fill 0.5
        busted a t8 buy 0.5 100         | =
                                        | fill 0.5, !fillAfterClose, !tradeBusted, busted fill 0.5
        cancel a                        | = | cancel refused alreadyRequested
        amend a 101 3                   | = | amend refused orderClosed
        amend a 99 1                    | = | amend refused orderClosed
        amend a 100 0.5                 | = | amend refused orderClosed
        cancelAll global                | = | sweep global 1, swept 1
        kill global                     | = | global 0 halted killed, sweep global 1, swept 1
        stateAbsent a                   | = | refused evidenceStands
        foreign a v2 buy 1 100          | = | foreign 1
        submit a buy limit GTC 100 2    | = | repeated 0
        mode halted                     | = | mode halted
        clock                           | canceled cancel unknown siblings 1
                                        | unknown cancel deadline, query
        start 2                         | =
                                        | started 2, unknown cancel restart, cancel, query,
                                        | attended 1
        """,
    ]
}
