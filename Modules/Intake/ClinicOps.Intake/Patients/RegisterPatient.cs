using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClinicOps.Intake.Patients;

/// <summary>Registers one patient by hand. People who look alike are shown first: registering beside them must be said.</summary>
internal sealed class RegisterPatient(
    IntakeDb db,
    ModuleTransaction<IntakeDb> transaction,
    FindLookAlikes lookAlikes,
    CurrentActor actor,
    TimeProvider clock)
{
    /// <param name="id">Made by who asks, so that a form sent twice registers one patient.</param>
    /// <param name="known">Look-alikes that were shown already and are not this person.</param>
    /// <param name="knownClosed">How many more it was said that there are, out of this user's sight.</param>
    public async Task<Registration> Run(
        Guid id, string mrn, PatientDetails details, IReadOnlyCollection<Guid> known, int knownClosed, CancellationToken stopping)
    {
        // Over everybody: an id or an MRN is taken whoever may see by whom.
        if (await db.Patients.IgnoreQueryFilters([ModuleDb.AccessFilter]).AnyAsync(patient => patient.Id == id, stopping))
        {
            return new Registration.Registered(id);
        }

        if (await Holder(mrn, stopping) is { } holder)
        {
            return new Registration.MrnTaken(holder);
        }

        var alike = await lookAlikes.Of(details, stopping);
        if (alike.Closed > knownClosed || alike.Patients.Any(patient => !known.Contains(patient.Id)))
        {
            return new Registration.LooksLike(alike.Patients, alike.Closed);
        }

        try
        {
            return await transaction.Run(
                effects =>
                {
                    WritePatient.New(db, id, mrn, details, new PatientStamp(clock.GetUtcNow(), actor.UserId, "register"));
                    effects.Publish(new PatientRegistered(id));
                    effects.Audit(new AuditEntry("patient.registered", "patient", id, [.. known]));
                    return Task.FromResult<Registration>(new Registration.Registered(id));
                },
                stopping);
        }
        catch (DbUpdateException refused) when (refused.InnerException is PostgresException { ConstraintName: IntakeDb.OneMrn })
        {
            db.ChangeTracker.Clear();
            return new Registration.MrnTaken(await Holder(mrn, stopping) ?? throw new InvalidOperationException("The MRN is taken by nobody.", refused));
        }
    }

    private Task<Guid?> Holder(string mrn, CancellationToken stopping)
    {
        var key = NameKeys.Number(mrn);
        return db.Patients.IgnoreQueryFilters([ModuleDb.AccessFilter]).Where(patient => patient.MrnKey == key).Select(patient => (Guid?)patient.Id).FirstOrDefaultAsync(stopping);
    }
}

internal abstract record Registration
{
    private Registration()
    {
    }

    public sealed record Registered(Guid PatientId) : Registration;

    /// <summary>Another patient has this MRN, or one that differs by punctuation alone.</summary>
    public sealed record MrnTaken(Guid PatientId) : Registration;

    /// <summary>Nothing is stored: these may be the same person, or be taken for it.</summary>
    /// <param name="Closed">How many more there are whose records are closed to the acting user.</param>
    public sealed record LooksLike(IReadOnlyList<PatientSummary> Patients, int Closed) : Registration;
}
