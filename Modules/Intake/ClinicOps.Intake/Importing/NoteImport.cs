using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;

namespace ClinicOps.Intake.Importing;

/// <summary>Ends an import, in the transaction of whoever asks: new payers are known, and the register counts as current where a whole file is in.</summary>
internal sealed class NoteImport(IntakeDb db, KnowPayers knowPayers, TimeProvider clock)
{
    /// <param name="whole">All that the file says is in the register now; null where something is not.</param>
    public async Task Run(ImportCounts? whole, Effects effects, CancellationToken stopping)
    {
        await knowPayers.Run(null, stopping);
        if (whole is null)
        {
            return;
        }

        var import = new PatientImport
        {
            Id = Guid.CreateVersion7(),
            At = clock.GetUtcNow(),
            Registered = whole.Registered,
            Changed = whole.Changed,
            Unchanged = whole.Unchanged,
            Refused = whole.Refused,
        };
        db.PatientImports.Add(import);
        effects.Audit(new AuditEntry("patients.imported", "patient-import", import.Id));
    }
}

internal sealed record ImportCounts(int Registered, int Changed, int Unchanged, int Refused);
