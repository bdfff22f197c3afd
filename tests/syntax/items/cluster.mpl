@cluster
pub fn f() = 1

@cluster(3)
fn g() = 1
