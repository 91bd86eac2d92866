//! tmp
use chatwidgets_benchmarks::{case::Case, service::Side, wire::Wire};
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let (side, case) = (Side::named(&a[1]).unwrap(), Case::named(&a[2]).unwrap());
    let mut wire = Wire::new(side, case).unwrap();
    wire.play(a[3].parse().unwrap()).unwrap();
    if a.len() > 4 {
        println!("{}", String::from_utf8_lossy(wire.answer()));
    }
}
