//! Streams cut at every place.

use super::{Events, ServerEvent};

#[test]
fn events_are_read_however_the_stream_is_cut() {
    let stream = ":\n\nid: 7\nevent: raised\ndata: {\"headline\":\"Визит\"}\n\n: alive\n\nid: 8\r\ndata:a\r\ndata: b\r\n\r\n";
    let expected = [
        ServerEvent {
            id: Some("7".to_owned()),
            name: "raised".to_owned(),
            data: "{\"headline\":\"Визит\"}".to_owned(),
        },
        ServerEvent { id: Some("8".to_owned()), name: String::new(), data: "a\nb".to_owned() },
    ];
    for cut in 0..stream.len() {
        let (mut events, mut read) = (Events::default(), Vec::new());
        read.extend(events.push(&stream.as_bytes()[..cut]).unwrap());
        read.extend(events.push(&stream.as_bytes()[cut..]).unwrap());
        assert_eq!(read, expected, "cut at {cut}");
    }
}

#[test]
fn a_stream_without_an_end_of_line_is_refused_before_it_fills_the_memory() {
    let mut events = Events::default();
    let piece = vec![b'x'; 1 << 20];
    let refused = (0..4).any(|_| events.push(&piece).is_err());
    assert!(refused);
}
