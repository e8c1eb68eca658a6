extension LifecycleTable {
    /// An amendment is not settled, and neither is a cancel.
    static let amendingWhileCanceling: [String: String] = [
        "working idle unknown, amend outstanding": """
        accepted a v1                   | = | query
        accepted a v2                   | working cancel unknown amend outstanding siblings 1
                                        |   holds 303.303
                                        | query, !orderSibling, foreign 2
        rejected a                      | = | query, !evidenceContradictory
        cancelRejected a                | working amend outstanding holds 303.303
                                        | query, cancel rejected, query
        fill a t9 buy 0.1 100           | partiallyFilled cancel unknown amend outstanding 0.1
                                        |   holds 293.1929
                                        | query, fill 0.1 -10.1101
        fill a t9 buy 1.5 99            | partiallyFilled cancel unknown amend outstanding 1.5
                                        |   holds 151.6515
                                        | query, fill 1.5 -151.6515
        fill a t9 buy 2.5 100           | partiallyFilled cancel unknown amend outstanding 2.5
                                        |   holds 50.5505
                                        | query, fill 2.5 -252.7525
        fill a t1 buy 0.5 100           | partiallyFilled cancel unknown amend outstanding 0.5
                                        |   holds 252.7525
                                        | query, fill 0.5 -50.5505
        fill a t1 buy 0.4 100           | partiallyFilled cancel unknown amend outstanding 0.4
                                        |   holds 262.8626
                                        | query, fill 0.4 -40.4404
        status a none 0 v1              | = | query
        status a working 0.5 v1         | working cancel unknown amend outstanding 0 of 0.5 holds
                                        |   303.303
                                        | query, told 0.5, query
        status a working 0.5 v2         | working cancel unknown amend outstanding siblings 1
                                        |   holds 303.303
                                        | query, !orderSibling, foreign 1.5
        status a partiallyFilled 1.5 v1 | working cancel unknown amend outstanding 0 of 1.5 holds
                                        |   303.303
                                        | query, told 1.5, query
        status a filled 1 v1            | working cancel unknown amend outstanding 0 of 1 for 1
                                        |   at 100 holds 303.303
                                        | query, !termsForeign, terms 1 at 100, told 1, query
        status a filled 2 v1            | working cancel unknown 0 of 2 holds 200.2
                                        | query, amend rejected -103.103, told 2, query
        status a filled 3 v1            | working cancel unknown 0 of 3 for 3 at 101 holds 303.303
                                        | query, terms 3 at 101, told 3, query
        status a filled 2 v2            | = | query, !orderSibling, foreign 0
        status a canceled 0.5 v1        | canceled 0 of 0.5 holds 303.303
                                        | query, closed canceled, query
        status a canceled 1.5 v1        | canceled 0 of 1.5 holds 303.303
                                        | query, closed canceled, query
        status a canceled 0.5 v2        | = | query, !orderSibling, foreign 0
        status a expired 0.5 v1         | expired 0 of 0.5 holds 303.303
                                        | query, closed expired, query
        status a expired 1.5 v1         | expired 0 of 1.5 holds 303.303
                                        | query, closed expired, query
        status a rejected 0 v1          | = | query, !evidenceContradictory
        status a absent 0               | = | query
        notFound a                      | = | query
        tradesListed a                  | = | query
        failed a place transport        | = | query
        failed a cancel venue           | = | query
        failed a amend transport        | working cancel unknown amend unknown holds 303.303
                                        | query, unknown amend transport, query
        terms a 100 2 v1                | = | query
        terms a 101 3 v1                | working cancel unknown for 3 at 101 holds 303.303
                                        | query, terms 3 at 101
        terms a 99 1 v1                 | working cancel unknown amend outstanding for 1 at 99
                                        |   holds 303.303
                                        | query, !termsForeign, terms 1 at 99, query
        terms a 102 4 v1                | working cancel unknown amend outstanding for 4 at 102
                                        |   holds 408.408
                                        | query, !termsForeign, terms 4 at 102 +105.105, query
        terms a 100 2 v2                | working cancel unknown amend outstanding siblings 1
                                        |   holds 303.303
                                        | query, !orderSibling, foreign 2
        amendRejected a                 | working cancel unknown holds 200.2
                                        | query, amend rejected -103.103, query
        fill a t9 buy 0.5 100 as v2     | working cancel unknown amend outstanding siblings 1
                                        |   holds 303.303
                                        | query, fill 0.5, !orderSibling, foreign 1.5
        busted a t1 buy 0.5 100         | partiallyFilled cancel unknown amend outstanding holds
                                        |   303.303
                                        | query, fill 0.5 -50.5505, !tradeBusted,
                                        | busted fill 0.5 --50.5505
        busted a t8 buy 0.5 100         | partiallyFilled cancel unknown amend outstanding holds
                                        |   303.303
                                        | query, fill 0.5 -50.5505, !tradeBusted,
                                        | busted fill 0.5 --50.5505
        cancel a                        | working cancel outstanding amend outstanding holds
                                        |   303.303
                                        | query, cancel
        amend a 101 3                   | = | query, amend refused requestOutstanding
        amend a 99 1                    | = | query, amend refused requestOutstanding
        amend a 100 0.5                 | = | query, amend refused requestOutstanding
        cancelAll global                | working cancel outstanding amend outstanding holds
                                        |   303.303
                                        | query, sweep global 1, cancel, swept 1
        kill global                     | working cancel outstanding amend outstanding holds
                                        |   303.303
                                        | query, global 0 halted killed, sweep global 1, cancel,
                                        | swept 1
        stateAbsent a                   | = | query, refused evidenceStands
        foreign a v2 buy 1 100          | working cancel unknown amend outstanding siblings 1
                                        |   holds 303.303
                                        | query, !orderSibling, foreign 1
        submit a buy limit GTC 100 2    | = | query, repeated 0
        mode halted                     | = | query, mode halted
        clock                           | working cancel unknown amend unknown holds 303.303
                                        | unknown amend deadline, query
        start 2                         | working cancel outstanding amend unknown holds 303.303
                                        | query, started 2, unknown amend restart, cancel, query,
                                        | attended 1
        """,
        "working idle unknown, amend unknown": """
        accepted a v1                   | = | query
        accepted a v2                   | working cancel unknown amend unknown siblings 1 holds
                                        |   303.303
                                        | query, !orderSibling, foreign 2
        rejected a                      | = | query, !evidenceContradictory
        cancelRejected a                | working amend unknown holds 303.303
                                        | query, cancel rejected, query
        fill a t9 buy 0.1 100           | partiallyFilled cancel unknown amend unknown 0.1 holds
                                        |   293.1929
                                        | query, fill 0.1 -10.1101
        fill a t9 buy 1.5 99            | partiallyFilled cancel unknown amend unknown 1.5 holds
                                        |   151.6515
                                        | query, fill 1.5 -151.6515
        fill a t9 buy 2.5 100           | partiallyFilled cancel unknown amend unknown 2.5 holds
                                        |   50.5505
                                        | query, fill 2.5 -252.7525
        fill a t1 buy 0.5 100           | partiallyFilled cancel unknown amend unknown 0.5 holds
                                        |   252.7525
                                        | query, fill 0.5 -50.5505
        fill a t1 buy 0.4 100           | partiallyFilled cancel unknown amend unknown 0.4 holds
                                        |   262.8626
                                        | query, fill 0.4 -40.4404
        status a none 0 v1              | = | query
        status a working 0.5 v1         | working cancel unknown amend unknown 0 of 0.5 holds
                                        |   303.303
                                        | query, told 0.5, query
        status a working 0.5 v2         | working cancel unknown amend unknown siblings 1 holds
                                        |   303.303
                                        | query, !orderSibling, foreign 1.5
        status a partiallyFilled 1.5 v1 | working cancel unknown amend unknown 0 of 1.5 holds
                                        |   303.303
                                        | query, told 1.5, query
        status a filled 1 v1            | working cancel unknown amend unknown 0 of 1 for 1 at
                                        |   100 holds 303.303
                                        | query, !termsForeign, terms 1 at 100, told 1, query
        status a filled 2 v1            | working cancel unknown 0 of 2 holds 200.2
                                        | query, amend rejected -103.103, told 2, query
        status a filled 3 v1            | working cancel unknown 0 of 3 for 3 at 101 holds 303.303
                                        | query, terms 3 at 101, told 3, query
        status a filled 2 v2            | = | query, !orderSibling, foreign 0
        status a canceled 0.5 v1        | canceled 0 of 0.5 holds 303.303
                                        | query, closed canceled, query
        status a canceled 1.5 v1        | canceled 0 of 1.5 holds 303.303
                                        | query, closed canceled, query
        status a canceled 0.5 v2        | = | query, !orderSibling, foreign 0
        status a expired 0.5 v1         | expired 0 of 0.5 holds 303.303
                                        | query, closed expired, query
        status a expired 1.5 v1         | expired 0 of 1.5 holds 303.303
                                        | query, closed expired, query
        status a rejected 0 v1          | = | query, !evidenceContradictory
        status a absent 0               | = | query
        notFound a                      | = | query
        tradesListed a                  | = | query
        failed a place transport        | = | query
        failed a cancel venue           | = | query
        failed a amend transport        | = | query
        terms a 100 2 v1                | = | query
        terms a 101 3 v1                | working cancel unknown for 3 at 101 holds 303.303
                                        | query, terms 3 at 101
        terms a 99 1 v1                 | working cancel unknown amend unknown for 1 at 99 holds
                                        |   303.303
                                        | query, !termsForeign, terms 1 at 99, query
        terms a 102 4 v1                | working cancel unknown amend unknown for 4 at 102 holds
                                        |   408.408
                                        | query, !termsForeign, terms 4 at 102 +105.105, query
        terms a 100 2 v2                | working cancel unknown amend unknown siblings 1 holds
                                        |   303.303
                                        | query, !orderSibling, foreign 2
        amendRejected a                 | working cancel unknown holds 200.2
                                        | query, amend rejected -103.103, query
        fill a t9 buy 0.5 100 as v2     | working cancel unknown amend unknown siblings 1 holds
                                        |   303.303
                                        | query, fill 0.5, !orderSibling, foreign 1.5
        busted a t1 buy 0.5 100         | partiallyFilled cancel unknown amend unknown holds
                                        |   303.303
                                        | query, fill 0.5 -50.5505, !tradeBusted,
                                        | busted fill 0.5 --50.5505
        busted a t8 buy 0.5 100         | partiallyFilled cancel unknown amend unknown holds
                                        |   303.303
                                        | query, fill 0.5 -50.5505, !tradeBusted,
                                        | busted fill 0.5 --50.5505
        cancel a                        | working cancel outstanding amend unknown holds 303.303
                                        | query, cancel
        amend a 101 3                   | = | query, amend refused requestOutstanding
        amend a 99 1                    | = | query, amend refused requestOutstanding
        amend a 100 0.5                 | = | query, amend refused requestOutstanding
        cancelAll global                | working cancel outstanding amend unknown holds 303.303
                                        | query, sweep global 1, cancel, swept 1
        kill global                     | working cancel outstanding amend unknown holds 303.303
                                        | query, global 0 halted killed, sweep global 1, cancel,
                                        | swept 1
        stateAbsent a                   | = | query, refused evidenceStands
        foreign a v2 buy 1 100          | working cancel unknown amend unknown siblings 1 holds
                                        |   303.303
                                        | query, !orderSibling, foreign 1
        submit a buy limit GTC 100 2    | = | query, repeated 0
        mode halted                     | = | query, mode halted
        clock                           | = | query
        start 2                         | working cancel outstanding amend unknown holds 303.303
                                        | query, started 2, cancel, query, attended 1
        """,
    ]
}
