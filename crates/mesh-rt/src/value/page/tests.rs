use super::*;

#[test]
fn pieces_are_reused_and_counted() {
    let mut heap = Heap::new();
    let a = heap.alloc(40);
    let b = heap.alloc(40);
    assert_ne!(a, b);
    heap.free(a, 40);
    assert_eq!(heap.alloc(33), a, "48 bytes again");
    assert_eq!(heap.live(), 2);
    let large = heap.alloc(100_000);
    heap.free(large, 100_000);
    heap.free(b, 40);
    heap.free(a, 33);
    assert_eq!(heap.live(), 0);
}

#[test]
fn the_first_piece_fits_into_the_first_page() {
    for bytes in 1..=LARGEST_CLASS {
        let mut heap = Heap::new();
        let piece = heap.alloc(bytes);
        assert!(piece as usize + bytes <= heap.end as usize, "{bytes} bytes");
    }
}

#[test]
fn each_class_has_a_list_and_room_for_its_pieces() {
    let mut known = (0, 0);
    for bytes in 1..=LARGEST_CLASS {
        let (class, size) = class_of(bytes);
        assert!(size >= bytes && size.is_multiple_of(16) && class < CLASSES);
        assert!((class, size) == known || size > known.1, "{bytes} bytes");
        known = (class, size);
    }
    assert_eq!(known.1, LARGEST_CLASS);
}

#[test]
fn pages_without_anything_go_back() {
    let most = if cfg!(miri) { 40 } else { 400 };
    // There are no classes where a memory checker follows.
    let largest = (2 * LARGEST_CLASS).max(1024);
    proptest::proptest!(|(sizes in proptest::collection::vec(1..largest, 1..most), kept in proptest::collection::vec(0..most, 0..6))| {
        let mut heap = Heap::new();
        let pieces: Vec<(*mut u8, usize)> = sizes.iter().map(|&size| (heap.alloc(size), size)).collect();
        let (mut live, mut gone) = (Vec::new(), Vec::new());
        for (at, piece) in pieces.into_iter().enumerate() {
            if kept.contains(&at) { live.push(piece) } else { gone.push(piece) }
        }
        gone.into_iter().for_each(|(piece, size)| heap.free(piece, size));
        // SAFETY: so many bytes are ours.
        live.iter().for_each(|&(piece, size)| unsafe { piece.write_bytes(0xAB, size) });
        let before = heap.bytes();
        heap.give_back();
        proptest::prop_assert!(heap.bytes() <= before);
        if live.is_empty() {
            proptest::prop_assert!(heap.bytes() <= LARGEST_PAGE);
            // SAFETY: null, or the newest page.
            let alone = unsafe { heap.pages.as_ref() }.is_none_or(|page| page.next.is_null());
            proptest::prop_assert!(alone || CLASSES == 0);
        }
        // What is there now is used again, and hurts nothing of what is in use.
        let more: Vec<(*mut u8, usize)> = sizes.iter().map(|&size| (heap.alloc(size), size)).collect();
        // SAFETY: as above.
        more.iter().for_each(|&(piece, size)| unsafe { piece.write_bytes(0xCD, size) });
        for &(piece, size) in &live {
            // SAFETY: as above.
            let bytes = unsafe { std::slice::from_raw_parts(piece, size) };
            proptest::prop_assert!(bytes.iter().all(|&byte| byte == 0xAB));
        }
    });
}

#[test]
fn dropping_frees_what_is_left() {
    let mut heap = Heap::new();
    for i in 1..if cfg!(miri) { 300 } else { 3000 } {
        let piece = heap.alloc(i);
        // SAFETY: `i` bytes are ours.
        unsafe { piece.write_bytes(0xAB, i) };
    }
}
