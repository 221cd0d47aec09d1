using ClinicOps.Intake.Coding;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Ledger;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Estimates;

/// <summary>
/// One line of the clinic's fees: what a procedure is called, and what it usually costs. The same list that coding a visit goes by; papers that were given out keep what stood on them.
/// </summary>
internal sealed class ChangeFee(IntakeDb db, ModuleTransaction<IntakeDb> transaction, TimeProvider clock)
{
    /// <param name="remove">The code has no usual charge any more; it stays a code.</param>
    /// <returns>What is wrong, in words; null when it is saved.</returns>
    public async Task<string?> Run(string? typedCode, string description, string? typedCharge, bool remove, CancellationToken stopping)
    {
        if (TypedCodes.Procedure(typedCode ?? "") is not { } code)
        {
            return "Write a CPT or HCPCS code: five characters, like 99213 or G0463.";
        }

        if (!remove && description.Length is 0 or > MakeEstimate.LongestText)
        {
            return "Say what the service is, as patients are to read it.";
        }

        var cents = Money.Parse(typedCharge);
        if (!remove && cents is null)
        {
            return "Write the charge, like 120.00.";
        }

        await transaction.Run(
            async effects =>
            {
                var known = await db.MedicalCodes.SingleOrDefaultAsync(line => line.System == CodeSystems.Procedure && line.Code == code, stopping);
                if (remove)
                {
                    known?.ChargeCents = null;
                }
                else
                {
                    known ??= db.MedicalCodes.Add(new MedicalCode { System = CodeSystems.Procedure, Code = code, Description = description, ImportedAt = clock.GetUtcNow() }).Entity;
                    (known.Description, known.ChargeCents) = (description, cents);
                }

                effects.Audit(new AuditEntry("fees.changed", "codes", null));
            },
            stopping);
        return null;
    }
}
