extension LifecycleTable {
    /// An amendment of an order in the book is not settled.
    static let amending: [String: String] = [
        "working idle idle, amend outstanding": """
        accepted a v1                   | = | -
        accepted a v2                   | working amend outstanding siblings 1 holds 303.303
                                        | !orderSibling, foreign 2
        rejected a                      | = | !evidenceContradictory
        cancelRejected a                | = | -
        fill a t9 buy 0.1 100           | partiallyFilled amend outstanding 0.1 holds 293.1929
                                        | fill 0.1 -10.1101
        fill a t9 buy 1.5 99            | partiallyFilled amend outstanding 1.5 holds 151.6515
                                        | fill 1.5 -151.6515
        fill a t9 buy 2.5 100           | partiallyFilled amend outstanding 2.5 holds 50.5505
                                        | fill 2.5 -252.7525
        fill a t1 buy 0.5 100           | partiallyFilled amend outstanding 0.5 holds 252.7525
                                        | fill 0.5 -50.5505
        fill a t1 buy 0.4 100           | partiallyFilled amend outstanding 0.4 holds 262.8626
                                        | fill 0.4 -40.4404
        status a none 0 v1              | = | -
        status a working 0.5 v1         | working amend outstanding 0 of 0.5 holds 303.303
                                        | told 0.5, query
        status a working 0.5 v2         | working amend outstanding siblings 1 holds 303.303
                                        | !orderSibling, foreign 1.5
        status a partiallyFilled 1.5 v1 | working amend outstanding 0 of 1.5 holds 303.303
                                        | told 1.5, query
        status a filled 1 v1            | working amend outstanding 0 of 1 for 1 at 100 holds
                                        |   303.303
                                        | !termsForeign, terms 1 at 100, told 1, query
        status a filled 2 v1            | working 0 of 2 holds 200.2
                                        | amend rejected -103.103, told 2, query
        status a filled 3 v1            | working 0 of 3 for 3 at 101 holds 303.303
                                        | terms 3 at 101, told 3, query
        status a filled 2 v2            | = | !orderSibling, foreign 0
        status a canceled 0.5 v1        | canceled 0 of 0.5 holds 303.303 | closed canceled, query
        status a canceled 1.5 v1        | canceled 0 of 1.5 holds 303.303 | closed canceled, query
        status a canceled 0.5 v2        | = | !orderSibling, foreign 0
        status a expired 0.5 v1         | expired 0 of 0.5 holds 303.303 | closed expired, query
        status a expired 1.5 v1         | expired 0 of 1.5 holds 303.303 | closed expired, query
        status a rejected 0 v1          | = | !evidenceContradictory
        status a absent 0               | = | -
        notFound a                      | = | -
        tradesListed a                  | = | -
        failed a place transport        | = | -
        failed a cancel venue           | = | -
        failed a amend transport        | working amend unknown holds 303.303
                                        | unknown amend transport, query
        terms a 100 2 v1                | = | -
        terms a 101 3 v1                | working for 3 at 101 holds 303.303 | terms 3 at 101
        terms a 99 1 v1                 | working amend outstanding for 1 at 99 holds 303.303
                                        | !termsForeign, terms 1 at 99, query
        terms a 102 4 v1                | working amend outstanding for 4 at 102 holds 408.408
                                        | !termsForeign, terms 4 at 102 +105.105, query
        terms a 100 2 v2                | working amend outstanding siblings 1 holds 303.303
                                        | !orderSibling, foreign 2
        amendRejected a                 | working holds 200.2 | amend rejected -103.103, query
        fill a t9 buy 0.5 100 as v2     | working amend outstanding siblings 1 holds 303.303
                                        | fill 0.5, !orderSibling, foreign 1.5
        busted a t1 buy 0.5 100         | partiallyFilled amend outstanding holds 303.303
                                        | fill 0.5 -50.5505, !tradeBusted,
                                        | busted fill 0.5 --50.5505
        busted a t8 buy 0.5 100         | partiallyFilled amend outstanding holds 303.303
                                        | fill 0.5 -50.5505, !tradeBusted,
                                        | busted fill 0.5 --50.5505
        cancel a                        | working cancel outstanding amend outstanding holds
                                        |   303.303
                                        | cancel
        amend a 101 3                   | = | amend refused requestOutstanding
        amend a 99 1                    | = | amend refused requestOutstanding
        amend a 100 0.5                 | = | amend refused requestOutstanding
        cancelAll global                | working cancel outstanding amend outstanding holds
                                        |   303.303
                                        | sweep global 1, cancel, swept 1
        kill global                     | working cancel outstanding amend outstanding holds
                                        |   303.303
                                        | global 0 halted killed, sweep global 1, cancel, swept 1
        stateAbsent a                   | = | refused evidenceStands
        foreign a v2 buy 1 100          | working amend outstanding siblings 1 holds 303.303
                                        | !orderSibling, foreign 1
        submit a buy limit GTC 100 2    | = | repeated 0
        mode halted                     | = | mode halted
        clock                           | working amend unknown holds 303.303
                                        | unknown amend deadline, query
        start 2                         | working amend unknown holds 303.303
                                        | started 2, unknown amend restart, query, attended 1
        """,
        "working idle idle, amend outstanding to less": """
        accepted a v1                   | = | -
        accepted a v2                   | working amend outstanding siblings 1 holds 200.2
                                        | !orderSibling, foreign 2
        rejected a                      | = | !evidenceContradictory
        cancelRejected a                | = | -
        fill a t9 buy 0.1 100           | partiallyFilled amend outstanding 0.1 holds 190.19
                                        | fill 0.1 -10.01
        fill a t9 buy 1.5 99            | partiallyFilled amend outstanding 1.5 holds 50.05
                                        | fill 1.5 -150.15
        fill a t9 buy 2.5 100           | filled 2.5 | fill 2.5 -200.2, !overfill, closed filled
        fill a t1 buy 0.5 100           | partiallyFilled amend outstanding 0.5 holds 150.15
                                        | fill 0.5 -50.05
        fill a t1 buy 0.4 100           | partiallyFilled amend outstanding 0.4 holds 160.16
                                        | fill 0.4 -40.04
        status a none 0 v1              | = | -
        status a working 0.5 v1         | working amend outstanding 0 of 0.5 holds 200.2
                                        | told 0.5, query
        status a working 0.5 v2         | working amend outstanding siblings 1 holds 200.2
                                        | !orderSibling, foreign 1.5
        status a partiallyFilled 1.5 v1 | working amend outstanding 0 of 1.5 holds 200.2
                                        | told 1.5, query
        status a filled 1 v1            | working 0 of 1 for 1 at 99 holds 99.099
                                        | terms 1 at 99 -101.101, told 1, query
        status a filled 2 v1            | working 0 of 2 holds 200.2
                                        | amend rejected, told 2, query
        status a filled 3 v1            | working amend outstanding 0 of 3 holds 200.2
                                        | told 3, query
        status a filled 2 v2            | = | !orderSibling, foreign 0
        status a canceled 0.5 v1        | canceled 0 of 0.5 holds 200.2 | closed canceled, query
        status a canceled 1.5 v1        | canceled 0 of 1.5 holds 200.2 | closed canceled, query
        status a canceled 0.5 v2        | = | !orderSibling, foreign 0
        status a expired 0.5 v1         | expired 0 of 0.5 holds 200.2 | closed expired, query
        status a expired 1.5 v1         | expired 0 of 1.5 holds 200.2 | closed expired, query
        status a rejected 0 v1          | = | !evidenceContradictory
        status a absent 0               | = | -
        notFound a                      | = | -
        tradesListed a                  | = | -
        failed a place transport        | = | -
        failed a cancel venue           | = | -
        failed a amend transport        | working amend unknown holds 200.2
                                        | unknown amend transport, query
        terms a 100 2 v1                | = | -
        terms a 101 3 v1                | working amend outstanding for 3 at 101 holds 303.303
                                        | !termsForeign, terms 3 at 101 +103.103, query
        terms a 99 1 v1                 | working for 1 at 99 holds 99.099
                                        | terms 1 at 99 -101.101
        terms a 102 4 v1                | working amend outstanding for 4 at 102 holds 408.408
                                        | !termsForeign, terms 4 at 102 +208.208, query
        terms a 100 2 v2                | working amend outstanding siblings 1 holds 200.2
                                        | !orderSibling, foreign 2
        amendRejected a                 | working holds 200.2 | amend rejected, query
        fill a t9 buy 0.5 100 as v2     | working amend outstanding siblings 1 holds 200.2
                                        | fill 0.5, !orderSibling, foreign 1.5
        busted a t1 buy 0.5 100         | partiallyFilled amend outstanding holds 200.2
                                        | fill 0.5 -50.05, !tradeBusted, busted fill 0.5 --50.05
        busted a t8 buy 0.5 100         | partiallyFilled amend outstanding holds 200.2
                                        | fill 0.5 -50.05, !tradeBusted, busted fill 0.5 --50.05
        cancel a                        | working cancel outstanding amend outstanding holds 200.2
                                        | cancel
        amend a 101 3                   | = | amend refused requestOutstanding
        amend a 99 1                    | = | amend refused requestOutstanding
        amend a 100 0.5                 | = | amend refused requestOutstanding
        cancelAll global                | working cancel outstanding amend outstanding holds 200.2
                                        | sweep global 1, cancel, swept 1
        kill global                     | working cancel outstanding amend outstanding holds 200.2
                                        | global 0 halted killed, sweep global 1, cancel, swept 1
        stateAbsent a                   | = | refused evidenceStands
        foreign a v2 buy 1 100          | working amend outstanding siblings 1 holds 200.2
                                        | !orderSibling, foreign 1
        submit a buy limit GTC 100 2    | = | repeated 0
        mode halted                     | = | mode halted
        clock                           | working amend unknown holds 200.2
                                        | unknown amend deadline, query
        start 2                         | working amend unknown holds 200.2
                                        | started 2, unknown amend restart, query, attended 1
        """,
        "working idle idle, amend unknown": """
        accepted a v1                   | = | query
        accepted a v2                   | working amend unknown siblings 1 holds 303.303
                                        | query, !orderSibling, foreign 2
        rejected a                      | = | query, !evidenceContradictory
        cancelRejected a                | = | query
        fill a t9 buy 0.1 100           | partiallyFilled amend unknown 0.1 holds 293.1929
                                        | query, fill 0.1 -10.1101
        fill a t9 buy 1.5 99            | partiallyFilled amend unknown 1.5 holds 151.6515
                                        | query, fill 1.5 -151.6515
        fill a t9 buy 2.5 100           | partiallyFilled amend unknown 2.5 holds 50.5505
                                        | query, fill 2.5 -252.7525
        fill a t1 buy 0.5 100           | partiallyFilled amend unknown 0.5 holds 252.7525
                                        | query, fill 0.5 -50.5505
        fill a t1 buy 0.4 100           | partiallyFilled amend unknown 0.4 holds 262.8626
                                        | query, fill 0.4 -40.4404
        status a none 0 v1              | = | query
        status a working 0.5 v1         | working amend unknown 0 of 0.5 holds 303.303
                                        | query, told 0.5, query
        status a working 0.5 v2         | working amend unknown siblings 1 holds 303.303
                                        | query, !orderSibling, foreign 1.5
        status a partiallyFilled 1.5 v1 | working amend unknown 0 of 1.5 holds 303.303
                                        | query, told 1.5, query
        status a filled 1 v1            | working amend unknown 0 of 1 for 1 at 100 holds 303.303
                                        | query, !termsForeign, terms 1 at 100, told 1, query
        status a filled 2 v1            | working 0 of 2 holds 200.2
                                        | query, amend rejected -103.103, told 2, query
        status a filled 3 v1            | working 0 of 3 for 3 at 101 holds 303.303
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
        terms a 101 3 v1                | working for 3 at 101 holds 303.303
                                        | query, terms 3 at 101
        terms a 99 1 v1                 | working amend unknown for 1 at 99 holds 303.303
                                        | query, !termsForeign, terms 1 at 99, query
        terms a 102 4 v1                | working amend unknown for 4 at 102 holds 408.408
                                        | query, !termsForeign, terms 4 at 102 +105.105, query
        terms a 100 2 v2                | working amend unknown siblings 1 holds 303.303
                                        | query, !orderSibling, foreign 2
        amendRejected a                 | working holds 200.2
                                        | query, amend rejected -103.103, query
        fill a t9 buy 0.5 100 as v2     | working amend unknown siblings 1 holds 303.303
                                        | query, fill 0.5, !orderSibling, foreign 1.5
        busted a t1 buy 0.5 100         | partiallyFilled amend unknown holds 303.303
                                        | query, fill 0.5 -50.5505, !tradeBusted,
                                        | busted fill 0.5 --50.5505
        busted a t8 buy 0.5 100         | partiallyFilled amend unknown holds 303.303
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
        foreign a v2 buy 1 100          | working amend unknown siblings 1 holds 303.303
                                        | query, !orderSibling, foreign 1
        submit a buy limit GTC 100 2    | = | query, repeated 0
        mode halted                     | = | query, mode halted
        clock                           | = | query
        start 2                         | = | query, started 2, query, attended 1
        """,
        "working idle idle, amend unknown, past arrival": """
        accepted a v1                   | = | query
        accepted a v2                   | working amend unknown siblings 1 holds 303.303
                                        | query, !orderSibling, foreign 2
        rejected a                      | = | query, !evidenceContradictory
        cancelRejected a                | = | query
        fill a t9 buy 0.1 100           | partiallyFilled amend unknown 0.1 holds 293.1929
                                        | query, fill 0.1 -10.1101
        fill a t9 buy 1.5 99            | partiallyFilled amend unknown 1.5 holds 151.6515
                                        | query, fill 1.5 -151.6515
        fill a t9 buy 2.5 100           | partiallyFilled amend unknown 2.5 holds 50.5505
                                        | query, fill 2.5 -252.7525
        fill a t1 buy 0.5 100           | partiallyFilled amend unknown 0.5 holds 252.7525
                                        | query, fill 0.5 -50.5505
        fill a t1 buy 0.4 100           | partiallyFilled amend unknown 0.4 holds 262.8626
                                        | query, fill 0.4 -40.4404
        status a none 0 v1              | = | query
        status a working 0.5 v1         | working amend unknown 0 of 0.5 holds 303.303
                                        | query, told 0.5, query
        status a working 0.5 v2         | working amend unknown siblings 1 holds 303.303
                                        | query, !orderSibling, foreign 1.5
        status a partiallyFilled 1.5 v1 | working amend unknown 0 of 1.5 holds 303.303
                                        | query, told 1.5, query
        status a filled 1 v1            | working amend unknown 0 of 1 for 1 at 100 holds 303.303
                                        | query, !termsForeign, terms 1 at 100, told 1, query
        status a filled 2 v1            | working 0 of 2 holds 200.2
                                        | query, amend rejected -103.103, told 2, query
        status a filled 3 v1            | working 0 of 3 for 3 at 101 holds 303.303
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
        notFound a                      | = | query, absence
        tradesListed a                  | = | query
        failed a place transport        | = | query
        failed a cancel venue           | = | query
        failed a amend transport        | = | query
        terms a 100 2 v1                | working holds 200.2 | query, amend rejected -103.103
        terms a 101 3 v1                | working for 3 at 101 holds 303.303
                                        | query, terms 3 at 101
        terms a 99 1 v1                 | working amend unknown for 1 at 99 holds 303.303
                                        | query, !termsForeign, terms 1 at 99, query
        terms a 102 4 v1                | working amend unknown for 4 at 102 holds 408.408
                                        | query, !termsForeign, terms 4 at 102 +105.105, query
        terms a 100 2 v2                | working amend unknown siblings 1 holds 303.303
                                        | query, !orderSibling, foreign 2
        amendRejected a                 | working holds 200.2
                                        | query, amend rejected -103.103, query
        fill a t9 buy 0.5 100 as v2     | working amend unknown siblings 1 holds 303.303
                                        | query, fill 0.5, !orderSibling, foreign 1.5
        busted a t1 buy 0.5 100         | partiallyFilled amend unknown holds 303.303
                                        | query, fill 0.5 -50.5505, !tradeBusted,
                                        | busted fill 0.5 --50.5505
        busted a t8 buy 0.5 100         | partiallyFilled amend unknown holds 303.303
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
        foreign a v2 buy 1 100          | working amend unknown siblings 1 holds 303.303
                                        | query, !orderSibling, foreign 1
        submit a buy limit GTC 100 2    | = | query, repeated 0
        mode halted                     | = | query, mode halted
        clock                           | = | query
        start 2                         | = | query, started 2, query, attended 1
        """,
        "working idle outstanding, amend outstanding": """
        accepted a v1                   | = | -
        accepted a v2                   | working cancel outstanding amend outstanding siblings 1
                                        |   holds 303.303
                                        | !orderSibling, foreign 2
        rejected a                      | = | !evidenceContradictory
        cancelRejected a                | working amend outstanding holds 303.303
                                        | cancel rejected, query
        fill a t9 buy 0.1 100           | partiallyFilled cancel outstanding amend outstanding
                                        |   0.1 holds 293.1929
                                        | fill 0.1 -10.1101
        fill a t9 buy 1.5 99            | partiallyFilled cancel outstanding amend outstanding
                                        |   1.5 holds 151.6515
                                        | fill 1.5 -151.6515
        fill a t9 buy 2.5 100           | partiallyFilled cancel outstanding amend outstanding
                                        |   2.5 holds 50.5505
                                        | fill 2.5 -252.7525
        fill a t1 buy 0.5 100           | partiallyFilled cancel outstanding amend outstanding
                                        |   0.5 holds 252.7525
                                        | fill 0.5 -50.5505
        fill a t1 buy 0.4 100           | partiallyFilled cancel outstanding amend outstanding
                                        |   0.4 holds 262.8626
                                        | fill 0.4 -40.4404
        status a none 0 v1              | = | -
        status a working 0.5 v1         | working cancel outstanding amend outstanding 0 of 0.5
                                        |   holds 303.303
                                        | told 0.5, query
        status a working 0.5 v2         | working cancel outstanding amend outstanding siblings 1
                                        |   holds 303.303
                                        | !orderSibling, foreign 1.5
        status a partiallyFilled 1.5 v1 | working cancel outstanding amend outstanding 0 of 1.5
                                        |   holds 303.303
                                        | told 1.5, query
        status a filled 1 v1            | working cancel outstanding amend outstanding 0 of 1 for
                                        |   1 at 100 holds 303.303
                                        | !termsForeign, terms 1 at 100, told 1, query
        status a filled 2 v1            | working cancel outstanding 0 of 2 holds 200.2
                                        | amend rejected -103.103, told 2, query
        status a filled 3 v1            | working cancel outstanding 0 of 3 for 3 at 101 holds
                                        |   303.303
                                        | terms 3 at 101, told 3, query
        status a filled 2 v2            | = | !orderSibling, foreign 0
        status a canceled 0.5 v1        | canceled 0 of 0.5 holds 303.303 | closed canceled, query
        status a canceled 1.5 v1        | canceled 0 of 1.5 holds 303.303 | closed canceled, query
        status a canceled 0.5 v2        | = | !orderSibling, foreign 0
        status a expired 0.5 v1         | expired 0 of 0.5 holds 303.303 | closed expired, query
        status a expired 1.5 v1         | expired 0 of 1.5 holds 303.303 | closed expired, query
        status a rejected 0 v1          | = | !evidenceContradictory
        status a absent 0               | = | -
        notFound a                      | = | -
        tradesListed a                  | = | -
        failed a place transport        | = | -
        failed a cancel venue           | working cancel unknown amend outstanding holds 303.303
                                        | unknown cancel venue, query
        failed a amend transport        | working cancel outstanding amend unknown holds 303.303
                                        | unknown amend transport, query
        terms a 100 2 v1                | = | -
        terms a 101 3 v1                | working cancel outstanding for 3 at 101 holds 303.303
                                        | terms 3 at 101
        terms a 99 1 v1                 | working cancel outstanding amend outstanding for 1 at
                                        |   99 holds 303.303
                                        | !termsForeign, terms 1 at 99, query
        terms a 102 4 v1                | working cancel outstanding amend outstanding for 4 at
                                        |   102 holds 408.408
                                        | !termsForeign, terms 4 at 102 +105.105, query
        terms a 100 2 v2                | working cancel outstanding amend outstanding siblings 1
                                        |   holds 303.303
                                        | !orderSibling, foreign 2
        amendRejected a                 | working cancel outstanding holds 200.2
                                        | amend rejected -103.103, query
        fill a t9 buy 0.5 100 as v2     | working cancel outstanding amend outstanding siblings 1
                                        |   holds 303.303
                                        | fill 0.5, !orderSibling, foreign 1.5
        busted a t1 buy 0.5 100         | partiallyFilled cancel outstanding amend outstanding
                                        |   holds 303.303
                                        | fill 0.5 -50.5505, !tradeBusted,
                                        | busted fill 0.5 --50.5505
        busted a t8 buy 0.5 100         | partiallyFilled cancel outstanding amend outstanding
                                        |   holds 303.303
                                        | fill 0.5 -50.5505, !tradeBusted,
                                        | busted fill 0.5 --50.5505
        cancel a                        | = | cancel refused alreadyRequested
        amend a 101 3                   | = | amend refused requestOutstanding
        amend a 99 1                    | = | amend refused requestOutstanding
        amend a 100 0.5                 | = | amend refused requestOutstanding
        cancelAll global                | = | sweep global 1, swept 1
        kill global                     | = | global 0 halted killed, sweep global 1, swept 1
        stateAbsent a                   | = | refused evidenceStands
        foreign a v2 buy 1 100          | working cancel outstanding amend outstanding siblings 1
                                        |   holds 303.303
                                        | !orderSibling, foreign 1
        submit a buy limit GTC 100 2    | = | repeated 0
        mode halted                     | = | mode halted
        clock                           | working cancel unknown amend unknown holds 303.303
                                        | unknown cancel deadline, unknown amend deadline, query
        start 2                         | working cancel outstanding amend unknown holds 303.303
                                        | started 2, unknown cancel restart,
                                        | unknown amend restart, cancel, query, attended 1
        """,
        "working idle outstanding, amend unknown": """
        accepted a v1                   | = | query
        accepted a v2                   | working cancel outstanding amend unknown siblings 1
                                        |   holds 303.303
                                        | query, !orderSibling, foreign 2
        rejected a                      | = | query, !evidenceContradictory
        cancelRejected a                | working amend unknown holds 303.303
                                        | query, cancel rejected, query
        fill a t9 buy 0.1 100           | partiallyFilled cancel outstanding amend unknown 0.1
                                        |   holds 293.1929
                                        | query, fill 0.1 -10.1101
        fill a t9 buy 1.5 99            | partiallyFilled cancel outstanding amend unknown 1.5
                                        |   holds 151.6515
                                        | query, fill 1.5 -151.6515
        fill a t9 buy 2.5 100           | partiallyFilled cancel outstanding amend unknown 2.5
                                        |   holds 50.5505
                                        | query, fill 2.5 -252.7525
        fill a t1 buy 0.5 100           | partiallyFilled cancel outstanding amend unknown 0.5
                                        |   holds 252.7525
                                        | query, fill 0.5 -50.5505
        fill a t1 buy 0.4 100           | partiallyFilled cancel outstanding amend unknown 0.4
                                        |   holds 262.8626
                                        | query, fill 0.4 -40.4404
        status a none 0 v1              | = | query
        status a working 0.5 v1         | working cancel outstanding amend unknown 0 of 0.5 holds
                                        |   303.303
                                        | query, told 0.5, query
        status a working 0.5 v2         | working cancel outstanding amend unknown siblings 1
                                        |   holds 303.303
                                        | query, !orderSibling, foreign 1.5
        status a partiallyFilled 1.5 v1 | working cancel outstanding amend unknown 0 of 1.5 holds
                                        |   303.303
                                        | query, told 1.5, query
        status a filled 1 v1            | working cancel outstanding amend unknown 0 of 1 for 1
                                        |   at 100 holds 303.303
                                        | query, !termsForeign, terms 1 at 100, told 1, query
        status a filled 2 v1            | working cancel outstanding 0 of 2 holds 200.2
                                        | query, amend rejected -103.103, told 2, query
        status a filled 3 v1            | working cancel outstanding 0 of 3 for 3 at 101 holds
                                        |   303.303
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
        failed a cancel venue           | working cancel unknown amend unknown holds 303.303
                                        | query, unknown cancel venue, query
        failed a amend transport        | = | query
        terms a 100 2 v1                | = | query
        terms a 101 3 v1                | working cancel outstanding for 3 at 101 holds 303.303
                                        | query, terms 3 at 101
        terms a 99 1 v1                 | working cancel outstanding amend unknown for 1 at 99
                                        |   holds 303.303
                                        | query, !termsForeign, terms 1 at 99, query
        terms a 102 4 v1                | working cancel outstanding amend unknown for 4 at 102
                                        |   holds 408.408
                                        | query, !termsForeign, terms 4 at 102 +105.105, query
        terms a 100 2 v2                | working cancel outstanding amend unknown siblings 1
                                        |   holds 303.303
                                        | query, !orderSibling, foreign 2
        amendRejected a                 | working cancel outstanding holds 200.2
                                        | query, amend rejected -103.103, query
        fill a t9 buy 0.5 100 as v2     | working cancel outstanding amend unknown siblings 1
                                        |   holds 303.303
                                        | query, fill 0.5, !orderSibling, foreign 1.5
        busted a t1 buy 0.5 100         | partiallyFilled cancel outstanding amend unknown holds
                                        |   303.303
                                        | query, fill 0.5 -50.5505, !tradeBusted,
                                        | busted fill 0.5 --50.5505
        busted a t8 buy 0.5 100         | partiallyFilled cancel outstanding amend unknown holds
                                        |   303.303
                                        | query, fill 0.5 -50.5505, !tradeBusted,
                                        | busted fill 0.5 --50.5505
        cancel a                        | = | query, cancel refused alreadyRequested
        amend a 101 3                   | = | query, amend refused requestOutstanding
        amend a 99 1                    | = | query, amend refused requestOutstanding
        amend a 100 0.5                 | = | query, amend refused requestOutstanding
        cancelAll global                | = | query, sweep global 1, swept 1
        kill global                     | =
                                        | query, global 0 halted killed, sweep global 1, swept 1
        stateAbsent a                   | = | query, refused evidenceStands
        foreign a v2 buy 1 100          | working cancel outstanding amend unknown siblings 1
                                        |   holds 303.303
                                        | query, !orderSibling, foreign 1
        submit a buy limit GTC 100 2    | = | query, repeated 0
        mode halted                     | = | query, mode halted
        clock                           | working cancel unknown amend unknown holds 303.303
                                        | unknown cancel deadline, query
        start 2                         | =
                                        | query, started 2, unknown cancel restart, cancel, query,
                                        | attended 1
        """,
    ]
}
