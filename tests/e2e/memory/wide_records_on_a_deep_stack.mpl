# modes: debug
# Records with many parts are freed where little of the stack is left: what frees them takes large frames, which do not check it.
struct Node do
  first :: Option<Node>
  s0 :: List<String>
  s1 :: List<String>
  s2 :: List<String>
  s3 :: List<String>
  s4 :: List<String>
  s5 :: List<String>
  s6 :: List<String>
  s7 :: List<String>
  s8 :: List<String>
  s9 :: List<String>
  s10 :: List<String>
  s11 :: List<String>
  s12 :: List<String>
  s13 :: List<String>
  s14 :: List<String>
  s15 :: List<String>
  s16 :: List<String>
  s17 :: List<String>
  s18 :: List<String>
  s19 :: List<String>
  s20 :: List<String>
  s21 :: List<String>
  s22 :: List<String>
  s23 :: List<String>
  s24 :: List<String>
  s25 :: List<String>
  s26 :: List<String>
  s27 :: List<String>
  s28 :: List<String>
  s29 :: List<String>
  s30 :: List<String>
  s31 :: List<String>
  s32 :: List<String>
  s33 :: List<String>
  s34 :: List<String>
  s35 :: List<String>
  s36 :: List<String>
  s37 :: List<String>
  s38 :: List<String>
  s39 :: List<String>
  s40 :: List<String>
  s41 :: List<String>
  s42 :: List<String>
  s43 :: List<String>
  s44 :: List<String>
  s45 :: List<String>
  s46 :: List<String>
  s47 :: List<String>
  s48 :: List<String>
  s49 :: List<String>
  s50 :: List<String>
  s51 :: List<String>
  s52 :: List<String>
  s53 :: List<String>
  s54 :: List<String>
  s55 :: List<String>
  s56 :: List<String>
  s57 :: List<String>
  s58 :: List<String>
  s59 :: List<String>
  s60 :: List<String>
  s61 :: List<String>
  s62 :: List<String>
  s63 :: List<String>
  s64 :: List<String>
  s65 :: List<String>
  s66 :: List<String>
  s67 :: List<String>
  s68 :: List<String>
  s69 :: List<String>
  s70 :: List<String>
  s71 :: List<String>
  s72 :: List<String>
  s73 :: List<String>
  s74 :: List<String>
  s75 :: List<String>
  s76 :: List<String>
  s77 :: List<String>
  s78 :: List<String>
  s79 :: List<String>
  s80 :: List<String>
  s81 :: List<String>
  s82 :: List<String>
  s83 :: List<String>
  s84 :: List<String>
  s85 :: List<String>
  s86 :: List<String>
  s87 :: List<String>
  s88 :: List<String>
  s89 :: List<String>
  s90 :: List<String>
  s91 :: List<String>
  s92 :: List<String>
  s93 :: List<String>
  s94 :: List<String>
  s95 :: List<String>
  s96 :: List<String>
  s97 :: List<String>
  s98 :: List<String>
  s99 :: List<String>
  s100 :: List<String>
  s101 :: List<String>
  s102 :: List<String>
  s103 :: List<String>
  s104 :: List<String>
  s105 :: List<String>
  s106 :: List<String>
  s107 :: List<String>
  s108 :: List<String>
  s109 :: List<String>
  s110 :: List<String>
  s111 :: List<String>
  s112 :: List<String>
  s113 :: List<String>
  s114 :: List<String>
  s115 :: List<String>
  s116 :: List<String>
  s117 :: List<String>
  s118 :: List<String>
  s119 :: List<String>
  s120 :: List<String>
  s121 :: List<String>
  s122 :: List<String>
  s123 :: List<String>
  s124 :: List<String>
  s125 :: List<String>
  s126 :: List<String>
  s127 :: List<String>
  s128 :: List<String>
  s129 :: List<String>
  s130 :: List<String>
  s131 :: List<String>
  s132 :: List<String>
  s133 :: List<String>
  s134 :: List<String>
  s135 :: List<String>
  s136 :: List<String>
  s137 :: List<String>
  s138 :: List<String>
  s139 :: List<String>
  s140 :: List<String>
  s141 :: List<String>
  s142 :: List<String>
  s143 :: List<String>
  s144 :: List<String>
  s145 :: List<String>
  s146 :: List<String>
  s147 :: List<String>
  s148 :: List<String>
  s149 :: List<String>
  s150 :: List<String>
  s151 :: List<String>
  s152 :: List<String>
  s153 :: List<String>
  s154 :: List<String>
  s155 :: List<String>
  s156 :: List<String>
  s157 :: List<String>
  s158 :: List<String>
  s159 :: List<String>
  s160 :: List<String>
  s161 :: List<String>
  s162 :: List<String>
  s163 :: List<String>
  s164 :: List<String>
  s165 :: List<String>
  s166 :: List<String>
  s167 :: List<String>
  s168 :: List<String>
  s169 :: List<String>
  s170 :: List<String>
  s171 :: List<String>
  s172 :: List<String>
  s173 :: List<String>
  s174 :: List<String>
  s175 :: List<String>
  s176 :: List<String>
  s177 :: List<String>
  s178 :: List<String>
  s179 :: List<String>
  s180 :: List<String>
  s181 :: List<String>
  s182 :: List<String>
  s183 :: List<String>
  s184 :: List<String>
  s185 :: List<String>
  s186 :: List<String>
  s187 :: List<String>
  s188 :: List<String>
  s189 :: List<String>
  s190 :: List<String>
  s191 :: List<String>
  s192 :: List<String>
  s193 :: List<String>
  s194 :: List<String>
  s195 :: List<String>
  s196 :: List<String>
  s197 :: List<String>
  s198 :: List<String>
  s199 :: List<String>
  last :: Option<Node>
end

fn build(n :: Int, rest :: Option<Node>, xs :: List<String>) -> Option<Node> do
  if n == 0 do
    rest
  else
    build(
      n - 1,
      Some(Node {
        first: rest,
        s0: xs,
        s1: xs,
        s2: xs,
        s3: xs,
        s4: xs,
        s5: xs,
        s6: xs,
        s7: xs,
        s8: xs,
        s9: xs,
        s10: xs,
        s11: xs,
        s12: xs,
        s13: xs,
        s14: xs,
        s15: xs,
        s16: xs,
        s17: xs,
        s18: xs,
        s19: xs,
        s20: xs,
        s21: xs,
        s22: xs,
        s23: xs,
        s24: xs,
        s25: xs,
        s26: xs,
        s27: xs,
        s28: xs,
        s29: xs,
        s30: xs,
        s31: xs,
        s32: xs,
        s33: xs,
        s34: xs,
        s35: xs,
        s36: xs,
        s37: xs,
        s38: xs,
        s39: xs,
        s40: xs,
        s41: xs,
        s42: xs,
        s43: xs,
        s44: xs,
        s45: xs,
        s46: xs,
        s47: xs,
        s48: xs,
        s49: xs,
        s50: xs,
        s51: xs,
        s52: xs,
        s53: xs,
        s54: xs,
        s55: xs,
        s56: xs,
        s57: xs,
        s58: xs,
        s59: xs,
        s60: xs,
        s61: xs,
        s62: xs,
        s63: xs,
        s64: xs,
        s65: xs,
        s66: xs,
        s67: xs,
        s68: xs,
        s69: xs,
        s70: xs,
        s71: xs,
        s72: xs,
        s73: xs,
        s74: xs,
        s75: xs,
        s76: xs,
        s77: xs,
        s78: xs,
        s79: xs,
        s80: xs,
        s81: xs,
        s82: xs,
        s83: xs,
        s84: xs,
        s85: xs,
        s86: xs,
        s87: xs,
        s88: xs,
        s89: xs,
        s90: xs,
        s91: xs,
        s92: xs,
        s93: xs,
        s94: xs,
        s95: xs,
        s96: xs,
        s97: xs,
        s98: xs,
        s99: xs,
        s100: xs,
        s101: xs,
        s102: xs,
        s103: xs,
        s104: xs,
        s105: xs,
        s106: xs,
        s107: xs,
        s108: xs,
        s109: xs,
        s110: xs,
        s111: xs,
        s112: xs,
        s113: xs,
        s114: xs,
        s115: xs,
        s116: xs,
        s117: xs,
        s118: xs,
        s119: xs,
        s120: xs,
        s121: xs,
        s122: xs,
        s123: xs,
        s124: xs,
        s125: xs,
        s126: xs,
        s127: xs,
        s128: xs,
        s129: xs,
        s130: xs,
        s131: xs,
        s132: xs,
        s133: xs,
        s134: xs,
        s135: xs,
        s136: xs,
        s137: xs,
        s138: xs,
        s139: xs,
        s140: xs,
        s141: xs,
        s142: xs,
        s143: xs,
        s144: xs,
        s145: xs,
        s146: xs,
        s147: xs,
        s148: xs,
        s149: xs,
        s150: xs,
        s151: xs,
        s152: xs,
        s153: xs,
        s154: xs,
        s155: xs,
        s156: xs,
        s157: xs,
        s158: xs,
        s159: xs,
        s160: xs,
        s161: xs,
        s162: xs,
        s163: xs,
        s164: xs,
        s165: xs,
        s166: xs,
        s167: xs,
        s168: xs,
        s169: xs,
        s170: xs,
        s171: xs,
        s172: xs,
        s173: xs,
        s174: xs,
        s175: xs,
        s176: xs,
        s177: xs,
        s178: xs,
        s179: xs,
        s180: xs,
        s181: xs,
        s182: xs,
        s183: xs,
        s184: xs,
        s185: xs,
        s186: xs,
        s187: xs,
        s188: xs,
        s189: xs,
        s190: xs,
        s191: xs,
        s192: xs,
        s193: xs,
        s194: xs,
        s195: xs,
        s196: xs,
        s197: xs,
        s198: xs,
        s199: xs,
        last: None
      }),
      xs
    )
  end
end

fn look(node :: Option<Node>) -> Int do
  case node do
    Some(x) -> List.length(x.s0)
    None -> 0
  end
end

# Frees a chain at the end of a recursion.
fn run(deep :: Int, length :: Int) -> Int do
  if deep == 0 do
    look(build(length, None, ["a"])) + 1
  else
    run(deep - 1, length) + 1
  end
end

fn fits(deep :: Int, length :: Int) -> Bool =
  Result.is_ok(Job.await(Job.async(fn -> run(deep, length) end)))

fn deepest(low :: Int, high :: Int, length :: Int) -> Int do
  if high - low < 2 do
    low
  else
    let middle = (low + high) / 2
    if fits(middle, length) do deepest(middle, high, length) else deepest(low, middle, length) end
  end
end

fn main() do
  let plain = deepest(1, 20000000, 0)
  let freeing = deepest(plain - 1000, plain + 10, 300)
  println("${plain - freeing < 100}")
end
