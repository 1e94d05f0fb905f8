#include "textflag.h"

// lastWord puts the last word of each half into all of it.
DATA lastWord<>+0(SB)/8, $0x0F0E0F0E0F0E0F0E
DATA lastWord<>+8(SB)/8, $0x0F0E0F0E0F0E0F0E
DATA lastWord<>+16(SB)/8, $0x0F0E0F0E0F0E0F0E
DATA lastWord<>+24(SB)/8, $0x0F0E0F0E0F0E0F0E
GLOBL lastWord<>(SB), RODATA|NOPTR, $32

// func stepLanes(in, out *int32, nodes *node, count int, drop *[32][32]int32, p *[2]profile, deep *[2][16]lanes, most int32) uint32
//
// A lane holds how much less than 32767 it costs to be at a place, so that what
// is shifted in, 0, is too dear. Letters of the track that are too many make
// each place the greatest of those before it, less their sum.
TEXT ·stepLanes(SB), NOSPLIT, $0-68
	MOVQ in+0(FP), SI
	MOVQ out+8(FP), DI
	MOVQ nodes+16(FP), R8
	MOVQ count+24(FP), R9
	MOVQ drop+32(FP), R10
	MOVQ p+40(FP), R11
	MOVQ deep+48(FP), R12
	MOVL most+56(FP), R13

	VPCMPEQW Y0, Y0, Y0
	VPSRLW   $1, Y0, Y0           // 32767 in each

	VMOVDQU   (SI), Y1
	VPACKSSDW 32(SI), Y1, Y1
	VPERMQ    $0xD8, Y1, Y1
	VPSUBW    Y1, Y0, Y1
	VMOVDQU   Y1, (R12)           // the row before the first letter
	VMOVDQU   (DI), Y6
	VPACKSSDW 32(DI), Y6, Y6
	VPERMQ    $0xD8, Y6, Y6
	VPSUBW    Y6, Y0, Y6          // what comes out
	VMOVDQU   (R11), Y7           // sums of letters that are too many
	VMOVDQU   lastWord<>(SB), Y8

next:
	MOVBLZX      4(R8), BX        // depth
	MOVBLZX      5(R8), CX        // the letter before
	MOVBLZX      6(R8), DX        // the letter
	SHLQ         $5, BX
	SHLQ         $5, CX
	ADDQ         DX, CX
	SHLQ         $6, DX
	VPBROADCASTW (R10)(CX*4), Y3  // one letter more than on the track
	VMOVDQU      (R12)(BX*1), Y1
	VPMINUW      96(R11)(DX*1), Y3, Y3
	VPSUBUSW     Y3, Y1, Y3
	VPERM2I128   $0x08, Y1, Y1, Y2
	VPALIGNR     $14, Y2, Y1, Y1
	VPSUBUSW     64(R11)(DX*1), Y1, Y1 // this letter in place of that
	VPMAXUW      Y3, Y1, Y1
	VPADDW       Y7, Y1, Y1
	VPSLLDQ      $2, Y1, Y2       // the greatest so far, in each half
	VPMAXUW      Y2, Y1, Y1
	VPSLLDQ      $4, Y1, Y2
	VPMAXUW      Y2, Y1, Y1
	VPSLLDQ      $8, Y1, Y2
	VPMAXUW      Y2, Y1, Y1
	VPERM2I128   $0x08, Y1, Y1, Y2
	VPSHUFB      Y8, Y2, Y2       // and that of the lower half in the upper one
	VPMAXUW      Y2, Y1, Y1
	VPSUBUSW     Y7, Y1, Y1
	VMOVDQU      Y1, 32(R12)(BX*1)
	VPBROADCASTW (R8), Y3         // what the form that ends here costs, or 32767
	VPSUBUSW     Y3, Y1, Y3
	VPMAXUW      Y3, Y6, Y6
	ADDQ $8, R8
	DECQ R9
	JNZ  next

	VPSUBW       Y6, Y0, Y6
	MOVQ         R13, X3
	VPBROADCASTW X3, Y3
	VPCMPGTW     Y6, Y3, Y3
	VPMOVMSKB    Y3, AX
	MOVL         AX, ret+64(FP)
	VPMOVZXWD    X6, Y1
	VMOVDQU      Y1, (DI)
	VEXTRACTI128 $1, Y6, X6
	VPMOVZXWD    X6, Y1
	VMOVDQU      Y1, 32(DI)
	VZEROUPPER
	RET

// func stepWide(in, out *int32, nodes *node, count int, drop *[32][32]int32, p *[2]profile, deep *[2][16]lanes, most int32) uint64
//
// The same with two registers for a row. The second profile lies 2112 bytes behind
// the first, the rows of the second half 512 behind those of the first.
TEXT ·stepWide(SB), NOSPLIT, $0-72
	MOVQ in+0(FP), SI
	MOVQ out+8(FP), DI
	MOVQ nodes+16(FP), R8
	MOVQ count+24(FP), R9
	MOVQ drop+32(FP), R10
	MOVQ p+40(FP), R11
	MOVQ deep+48(FP), R12
	MOVL most+56(FP), R13

	VPCMPEQW Y0, Y0, Y0
	VPSRLW   $1, Y0, Y0

	VMOVDQU   (SI), Y1
	VPACKSSDW 32(SI), Y1, Y1
	VPERMQ    $0xD8, Y1, Y1
	VPSUBW    Y1, Y0, Y1
	VMOVDQU   Y1, (R12)
	VMOVDQU   64(SI), Y1
	VPACKSSDW 96(SI), Y1, Y1
	VPERMQ    $0xD8, Y1, Y1
	VPSUBW    Y1, Y0, Y1
	VMOVDQU   Y1, 512(R12)
	VMOVDQU   (DI), Y6
	VPACKSSDW 32(DI), Y6, Y6
	VPERMQ    $0xD8, Y6, Y6
	VPSUBW    Y6, Y0, Y6
	VMOVDQU   64(DI), Y9
	VPACKSSDW 96(DI), Y9, Y9
	VPERMQ    $0xD8, Y9, Y9
	VPSUBW    Y9, Y0, Y9
	VMOVDQU   (R11), Y7
	VMOVDQU   2112(R11), Y10
	VMOVDQU   lastWord<>(SB), Y8

next:
	MOVBLZX      4(R8), BX
	MOVBLZX      5(R8), CX
	MOVBLZX      6(R8), DX
	SHLQ         $5, BX
	SHLQ         $5, CX
	ADDQ         DX, CX
	SHLQ         $6, DX
	VPBROADCASTW (R10)(CX*4), Y3
	VMOVDQU      (R12)(BX*1), Y1
	VMOVDQU      512(R12)(BX*1), Y4
	VPMINUW      96(R11)(DX*1), Y3, Y11
	VPSUBUSW     Y11, Y1, Y11
	VPMINUW      2208(R11)(DX*1), Y3, Y12
	VPSUBUSW     Y12, Y4, Y12
	VPERM2I128   $0x21, Y4, Y1, Y5    // what precedes each half of the upper register
	VPERM2I128   $0x08, Y1, Y1, Y2
	VPALIGNR     $14, Y5, Y4, Y4
	VPALIGNR     $14, Y2, Y1, Y1
	VPSUBUSW     64(R11)(DX*1), Y1, Y1
	VPSUBUSW     2176(R11)(DX*1), Y4, Y4
	VPMAXUW      Y11, Y1, Y1
	VPMAXUW      Y12, Y4, Y4
	VPADDW       Y7, Y1, Y1
	VPADDW       Y10, Y4, Y4
	VPSLLDQ      $2, Y1, Y2
	VPSLLDQ      $2, Y4, Y5
	VPMAXUW      Y2, Y1, Y1
	VPMAXUW      Y5, Y4, Y4
	VPSLLDQ      $4, Y1, Y2
	VPSLLDQ      $4, Y4, Y5
	VPMAXUW      Y2, Y1, Y1
	VPMAXUW      Y5, Y4, Y4
	VPSLLDQ      $8, Y1, Y2
	VPSLLDQ      $8, Y4, Y5
	VPMAXUW      Y2, Y1, Y1
	VPMAXUW      Y5, Y4, Y4
	VPERM2I128   $0x08, Y1, Y1, Y2
	VPERM2I128   $0x08, Y4, Y4, Y5
	VPSHUFB      Y8, Y2, Y2
	VPSHUFB      Y8, Y5, Y5
	VPMAXUW      Y2, Y1, Y1
	VPMAXUW      Y5, Y4, Y4
	VPERM2I128   $0x11, Y1, Y1, Y2    // the greatest of the lower register in all of the upper one
	VPSHUFB      Y8, Y2, Y2
	VPMAXUW      Y2, Y4, Y4
	VPSUBUSW     Y7, Y1, Y1
	VPSUBUSW     Y10, Y4, Y4
	VMOVDQU      Y1, 32(R12)(BX*1)
	VMOVDQU      Y4, 544(R12)(BX*1)
	VPBROADCASTW (R8), Y3
	VPSUBUSW     Y3, Y1, Y1
	VPSUBUSW     Y3, Y4, Y4
	VPMAXUW      Y1, Y6, Y6
	VPMAXUW      Y4, Y9, Y9
	ADDQ $8, R8
	DECQ R9
	JNZ  next

	VPSUBW       Y6, Y0, Y6
	VPSUBW       Y9, Y0, Y9
	MOVQ         R13, X3
	VPBROADCASTW X3, Y3
	VPCMPGTW     Y6, Y3, Y2
	VPCMPGTW     Y9, Y3, Y3
	VPMOVMSKB    Y2, AX
	VPMOVMSKB    Y3, CX
	SHLQ         $32, CX
	ORQ          CX, AX
	MOVQ         AX, ret+64(FP)
	VPMOVZXWD    X6, Y1
	VMOVDQU      Y1, (DI)
	VEXTRACTI128 $1, Y6, X6
	VPMOVZXWD    X6, Y1
	VMOVDQU      Y1, 32(DI)
	VPMOVZXWD    X9, Y1
	VMOVDQU      Y1, 64(DI)
	VEXTRACTI128 $1, Y9, X9
	VPMOVZXWD    X9, Y1
	VMOVDQU      Y1, 96(DI)
	VZEROUPPER
	RET
