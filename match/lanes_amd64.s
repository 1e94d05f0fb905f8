#include "textflag.h"

// lastWord puts the last word of each half into all of it.
DATA lastWord<>+0(SB)/8, $0x0F0E0F0E0F0E0F0E
DATA lastWord<>+8(SB)/8, $0x0F0E0F0E0F0E0F0E
DATA lastWord<>+16(SB)/8, $0x0F0E0F0E0F0E0F0E
DATA lastWord<>+24(SB)/8, $0x0F0E0F0E0F0E0F0E
GLOBL lastWord<>(SB), RODATA|NOPTR, $32

// func stepLanes(in, out *[16]int32, nodes *node, count int, drop *[32][32]int32, p *profile, deep *[16]lanes, most int32) uint32
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
