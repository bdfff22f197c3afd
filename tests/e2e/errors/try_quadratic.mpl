# Each `?` leaves what is there so far, a text for each before it, to be released.
fn g(x :: Int, bad :: Int) -> Result<String, String> do
  if x != bad do Ok("${x}") else Err("no ${x}") end
end

fn f(bad :: Int) -> Result<Int, String> do
  let v0 = g(0, bad)?
  let v1 = g(1, bad)?
  let v2 = g(2, bad)?
  let v3 = g(3, bad)?
  let v4 = g(4, bad)?
  let v5 = g(5, bad)?
  let v6 = g(6, bad)?
  let v7 = g(7, bad)?
  let v8 = g(8, bad)?
  let v9 = g(9, bad)?
  let v10 = g(10, bad)?
  let v11 = g(11, bad)?
  let v12 = g(12, bad)?
  let v13 = g(13, bad)?
  let v14 = g(14, bad)?
  let v15 = g(15, bad)?
  let v16 = g(16, bad)?
  let v17 = g(17, bad)?
  let v18 = g(18, bad)?
  let v19 = g(19, bad)?
  let v20 = g(20, bad)?
  let v21 = g(21, bad)?
  let v22 = g(22, bad)?
  let v23 = g(23, bad)?
  let v24 = g(24, bad)?
  let v25 = g(25, bad)?
  let v26 = g(26, bad)?
  let v27 = g(27, bad)?
  let v28 = g(28, bad)?
  let v29 = g(29, bad)?
  let v30 = g(30, bad)?
  let v31 = g(31, bad)?
  let v32 = g(32, bad)?
  let v33 = g(33, bad)?
  let v34 = g(34, bad)?
  let v35 = g(35, bad)?
  let v36 = g(36, bad)?
  let v37 = g(37, bad)?
  let v38 = g(38, bad)?
  let v39 = g(39, bad)?
  let v40 = g(40, bad)?
  let v41 = g(41, bad)?
  let v42 = g(42, bad)?
  let v43 = g(43, bad)?
  let v44 = g(44, bad)?
  let v45 = g(45, bad)?
  let v46 = g(46, bad)?
  let v47 = g(47, bad)?
  let v48 = g(48, bad)?
  let v49 = g(49, bad)?
  let v50 = g(50, bad)?
  let v51 = g(51, bad)?
  let v52 = g(52, bad)?
  let v53 = g(53, bad)?
  let v54 = g(54, bad)?
  let v55 = g(55, bad)?
  let v56 = g(56, bad)?
  let v57 = g(57, bad)?
  let v58 = g(58, bad)?
  let v59 = g(59, bad)?
  let v60 = g(60, bad)?
  let v61 = g(61, bad)?
  let v62 = g(62, bad)?
  let v63 = g(63, bad)?
  let v64 = g(64, bad)?
  let v65 = g(65, bad)?
  let v66 = g(66, bad)?
  let v67 = g(67, bad)?
  let v68 = g(68, bad)?
  let v69 = g(69, bad)?
  let v70 = g(70, bad)?
  let v71 = g(71, bad)?
  let v72 = g(72, bad)?
  let v73 = g(73, bad)?
  let v74 = g(74, bad)?
  let v75 = g(75, bad)?
  let v76 = g(76, bad)?
  let v77 = g(77, bad)?
  let v78 = g(78, bad)?
  let v79 = g(79, bad)?
  let v80 = g(80, bad)?
  let v81 = g(81, bad)?
  let v82 = g(82, bad)?
  let v83 = g(83, bad)?
  let v84 = g(84, bad)?
  let v85 = g(85, bad)?
  let v86 = g(86, bad)?
  let v87 = g(87, bad)?
  let v88 = g(88, bad)?
  let v89 = g(89, bad)?
  let v90 = g(90, bad)?
  let v91 = g(91, bad)?
  let v92 = g(92, bad)?
  let v93 = g(93, bad)?
  let v94 = g(94, bad)?
  let v95 = g(95, bad)?
  let v96 = g(96, bad)?
  let v97 = g(97, bad)?
  let v98 = g(98, bad)?
  let v99 = g(99, bad)?
  let v100 = g(100, bad)?
  let v101 = g(101, bad)?
  let v102 = g(102, bad)?
  let v103 = g(103, bad)?
  let v104 = g(104, bad)?
  let v105 = g(105, bad)?
  let v106 = g(106, bad)?
  let v107 = g(107, bad)?
  let v108 = g(108, bad)?
  let v109 = g(109, bad)?
  let v110 = g(110, bad)?
  let v111 = g(111, bad)?
  let v112 = g(112, bad)?
  let v113 = g(113, bad)?
  let v114 = g(114, bad)?
  let v115 = g(115, bad)?
  let v116 = g(116, bad)?
  let v117 = g(117, bad)?
  let v118 = g(118, bad)?
  let v119 = g(119, bad)?
  let v120 = g(120, bad)?
  let v121 = g(121, bad)?
  let v122 = g(122, bad)?
  let v123 = g(123, bad)?
  let v124 = g(124, bad)?
  let v125 = g(125, bad)?
  let v126 = g(126, bad)?
  let v127 = g(127, bad)?
  let v128 = g(128, bad)?
  let v129 = g(129, bad)?
  let v130 = g(130, bad)?
  let v131 = g(131, bad)?
  let v132 = g(132, bad)?
  let v133 = g(133, bad)?
  let v134 = g(134, bad)?
  let v135 = g(135, bad)?
  let v136 = g(136, bad)?
  let v137 = g(137, bad)?
  let v138 = g(138, bad)?
  let v139 = g(139, bad)?
  let v140 = g(140, bad)?
  let v141 = g(141, bad)?
  let v142 = g(142, bad)?
  let v143 = g(143, bad)?
  let v144 = g(144, bad)?
  let v145 = g(145, bad)?
  let v146 = g(146, bad)?
  let v147 = g(147, bad)?
  let v148 = g(148, bad)?
  let v149 = g(149, bad)?
  let v150 = g(150, bad)?
  let v151 = g(151, bad)?
  let v152 = g(152, bad)?
  let v153 = g(153, bad)?
  let v154 = g(154, bad)?
  let v155 = g(155, bad)?
  let v156 = g(156, bad)?
  let v157 = g(157, bad)?
  let v158 = g(158, bad)?
  let v159 = g(159, bad)?
  let v160 = g(160, bad)?
  let v161 = g(161, bad)?
  let v162 = g(162, bad)?
  let v163 = g(163, bad)?
  let v164 = g(164, bad)?
  let v165 = g(165, bad)?
  let v166 = g(166, bad)?
  let v167 = g(167, bad)?
  let v168 = g(168, bad)?
  let v169 = g(169, bad)?
  let v170 = g(170, bad)?
  let v171 = g(171, bad)?
  let v172 = g(172, bad)?
  let v173 = g(173, bad)?
  let v174 = g(174, bad)?
  let v175 = g(175, bad)?
  let v176 = g(176, bad)?
  let v177 = g(177, bad)?
  let v178 = g(178, bad)?
  let v179 = g(179, bad)?
  let v180 = g(180, bad)?
  let v181 = g(181, bad)?
  let v182 = g(182, bad)?
  let v183 = g(183, bad)?
  let v184 = g(184, bad)?
  let v185 = g(185, bad)?
  let v186 = g(186, bad)?
  let v187 = g(187, bad)?
  let v188 = g(188, bad)?
  let v189 = g(189, bad)?
  let v190 = g(190, bad)?
  let v191 = g(191, bad)?
  let v192 = g(192, bad)?
  let v193 = g(193, bad)?
  let v194 = g(194, bad)?
  let v195 = g(195, bad)?
  let v196 = g(196, bad)?
  let v197 = g(197, bad)?
  let v198 = g(198, bad)?
  let v199 = g(199, bad)?
  Ok(
    String.length(v0) +
    String.length(v1) +
    String.length(v2) +
    String.length(v3) +
    String.length(v4) +
    String.length(v5) +
    String.length(v6) +
    String.length(v7) +
    String.length(v8) +
    String.length(v9) +
    String.length(v10) +
    String.length(v11) +
    String.length(v12) +
    String.length(v13) +
    String.length(v14) +
    String.length(v15) +
    String.length(v16) +
    String.length(v17) +
    String.length(v18) +
    String.length(v19) +
    String.length(v20) +
    String.length(v21) +
    String.length(v22) +
    String.length(v23) +
    String.length(v24) +
    String.length(v25) +
    String.length(v26) +
    String.length(v27) +
    String.length(v28) +
    String.length(v29) +
    String.length(v30) +
    String.length(v31) +
    String.length(v32) +
    String.length(v33) +
    String.length(v34) +
    String.length(v35) +
    String.length(v36) +
    String.length(v37) +
    String.length(v38) +
    String.length(v39) +
    String.length(v40) +
    String.length(v41) +
    String.length(v42) +
    String.length(v43) +
    String.length(v44) +
    String.length(v45) +
    String.length(v46) +
    String.length(v47) +
    String.length(v48) +
    String.length(v49) +
    String.length(v50) +
    String.length(v51) +
    String.length(v52) +
    String.length(v53) +
    String.length(v54) +
    String.length(v55) +
    String.length(v56) +
    String.length(v57) +
    String.length(v58) +
    String.length(v59) +
    String.length(v60) +
    String.length(v61) +
    String.length(v62) +
    String.length(v63) +
    String.length(v64) +
    String.length(v65) +
    String.length(v66) +
    String.length(v67) +
    String.length(v68) +
    String.length(v69) +
    String.length(v70) +
    String.length(v71) +
    String.length(v72) +
    String.length(v73) +
    String.length(v74) +
    String.length(v75) +
    String.length(v76) +
    String.length(v77) +
    String.length(v78) +
    String.length(v79) +
    String.length(v80) +
    String.length(v81) +
    String.length(v82) +
    String.length(v83) +
    String.length(v84) +
    String.length(v85) +
    String.length(v86) +
    String.length(v87) +
    String.length(v88) +
    String.length(v89) +
    String.length(v90) +
    String.length(v91) +
    String.length(v92) +
    String.length(v93) +
    String.length(v94) +
    String.length(v95) +
    String.length(v96) +
    String.length(v97) +
    String.length(v98) +
    String.length(v99) +
    String.length(v100) +
    String.length(v101) +
    String.length(v102) +
    String.length(v103) +
    String.length(v104) +
    String.length(v105) +
    String.length(v106) +
    String.length(v107) +
    String.length(v108) +
    String.length(v109) +
    String.length(v110) +
    String.length(v111) +
    String.length(v112) +
    String.length(v113) +
    String.length(v114) +
    String.length(v115) +
    String.length(v116) +
    String.length(v117) +
    String.length(v118) +
    String.length(v119) +
    String.length(v120) +
    String.length(v121) +
    String.length(v122) +
    String.length(v123) +
    String.length(v124) +
    String.length(v125) +
    String.length(v126) +
    String.length(v127) +
    String.length(v128) +
    String.length(v129) +
    String.length(v130) +
    String.length(v131) +
    String.length(v132) +
    String.length(v133) +
    String.length(v134) +
    String.length(v135) +
    String.length(v136) +
    String.length(v137) +
    String.length(v138) +
    String.length(v139) +
    String.length(v140) +
    String.length(v141) +
    String.length(v142) +
    String.length(v143) +
    String.length(v144) +
    String.length(v145) +
    String.length(v146) +
    String.length(v147) +
    String.length(v148) +
    String.length(v149) +
    String.length(v150) +
    String.length(v151) +
    String.length(v152) +
    String.length(v153) +
    String.length(v154) +
    String.length(v155) +
    String.length(v156) +
    String.length(v157) +
    String.length(v158) +
    String.length(v159) +
    String.length(v160) +
    String.length(v161) +
    String.length(v162) +
    String.length(v163) +
    String.length(v164) +
    String.length(v165) +
    String.length(v166) +
    String.length(v167) +
    String.length(v168) +
    String.length(v169) +
    String.length(v170) +
    String.length(v171) +
    String.length(v172) +
    String.length(v173) +
    String.length(v174) +
    String.length(v175) +
    String.length(v176) +
    String.length(v177) +
    String.length(v178) +
    String.length(v179) +
    String.length(v180) +
    String.length(v181) +
    String.length(v182) +
    String.length(v183) +
    String.length(v184) +
    String.length(v185) +
    String.length(v186) +
    String.length(v187) +
    String.length(v188) +
    String.length(v189) +
    String.length(v190) +
    String.length(v191) +
    String.length(v192) +
    String.length(v193) +
    String.length(v194) +
    String.length(v195) +
    String.length(v196) +
    String.length(v197) +
    String.length(v198) +
    String.length(v199)
  )
end

fn main() do
  for bad in [0, 1, 7, 8, 9, 10, 50, 199, 200] do
    case f(bad) do
      Ok(n) -> println("${n}")
      Err(e) -> println(e)
    end
  end
end
