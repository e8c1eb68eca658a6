internal import Containers
internal import Domain

/// The rows of orders that the venue may still do something with, oldest first.
struct OpenOrders {
    private(set) var rows: [Int] = []
    private var rowsSeen = 0

    /// Takes in the orders that are new.
    mutating func take(_ orders: ChunkedTable<Order>) {
        while rowsSeen < orders.count {
            if orders[rowsSeen].isOpen { rows.append(rowsSeen) }
            rowsSeen += 1
        }
    }

    /// An order that changed may have closed, or have turned out to be open after all.
    mutating func update(_ row: Int, _ orders: ChunkedTable<Order>) {
        take(orders)
        let place = rows.partitioningIndex { $0 >= row }
        let isListed = place < rows.count && rows[place] == row
        guard orders[row].isOpen != isListed else { return }
        if isListed { rows.remove(at: place) } else { rows.insert(row, at: place) }
    }
}

extension Array {
    /// The first place from which on `isAfter` holds, for elements that are in order by it.
    func partitioningIndex(where isAfter: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if isAfter(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
