package main

import "testing"

// The codes are from the architecture manual, one for each form.
func TestArmCodes(t *testing.T) {
	for text, want := range map[string]uint32{
		"add v16.2d, v16.2d, v3.2d":     0x4ee38610,
		"and v1.16b, v2.16b, v3.16b":    0x4e231c41,
		"fsub v31.2d, v0.2d, v5.2d":     0x4ee5d41f,
		"fmla v16.4s, v0.4s, v8.s[1]":   0x4fa81010,
		"fmla v16.2d, v0.2d, v8.d[1]":   0x4fc81810,
		"uadalp v16.4s, v3.8h":          0x6e606870,
		"uaddw2 v17.8h, v17.8h, v0.16b": 0x6e201231,
		"ushll2 v21.4s, v18.8h, #0":     0x6f10a655,
		"sshll v8.2d, v4.2s, #0":        0x0f20a488,
		"ushr v0.16b, v0.16b, #7":       0x6f090400,
		"shl v3.2d, v3.2d, #52":         0x4f745463,
		"fcvtl v0.2d, v1.2s":            0x0e617820,
		"fcvtn2 v0.4s, v1.2d":           0x4e616820,
		"uqxtn v0.4h, v0.4s":            0x2e614800,
		"zip2 v1.8h, v2.8h, v31.8h":     0x4e5f7841,
		"tbl v1.16b, {v2.16b}, v3.16b":  0x4e030041,
		"fmov v8.4s, #1.0":              0x4f03f608,
		"faddp s16, v16.2s":             0x7e30da10,
		"umaxv s16, v16.4s":             0x6eb0aa10,
	} {
		if got, err := armCode(text); err != nil || got != want {
			t.Errorf("%s: got %08x, %v, want %08x", text, got, err, want)
		}
	}
}

func TestArmCodesOfNoInstructionFail(t *testing.T) {
	for _, text := range []string{"fadd", "fadd v1.4s", "nop v1.4s, v2.4s", "fadd v32.4s, v1.4s, v2.4s", "fadd v1, v2, v3", "addp s1, v2.4s"} {
		if code, err := armCode(text); err == nil {
			t.Errorf("%s: got %08x, want an error", text, code)
		}
	}
}
