using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Intake.CheckIn;

/// <summary>Keeps a form that a patient has signed on the screen, with the words that stood above the signature; or withdraws it.</summary>
internal sealed class SignForm(IntakeDb db, ModuleTransaction<IntakeDb> transaction, IVisits visits, IOptions<CheckInOptions> options, CurrentActor actor, TimeProvider clock)
{
    /// <param name="id">Made by the page, so that a form sent twice is kept once.</param>
    /// <param name="signedBy">The name as typed.</param>
    /// <param name="drawn">What was drawn, as <see cref="Strokes.Parse"/> reads it.</param>
    public async Task<FormSigned> Run(Guid id, Guid visitId, string? formCode, string signedBy, string? drawn, CancellationToken stopping)
    {
        if (await visits.Find(visitId, stopping) is not { } visit || !actor.SeesLocation(visit.LocationId) || options.Value.InForce.FirstOrDefault(known => known.Code == formCode) is not { } form)
        {
            return new FormSigned.Unknown();
        }

        if (signedBy.Length is < 2 or > 100)
        {
            return new FormSigned.NotUnderstood("Type the name of who signs.");
        }

        if (Strokes.Parse(drawn) is not { } strokes)
        {
            return new FormSigned.NotUnderstood("Sign in the field with a finger, a pen or the mouse.");
        }

        return await transaction.Run<FormSigned>(
            async effects =>
            {
                if (!await db.Patients.AnyAsync(p => p.Id == visit.PatientId, stopping))
                {
                    return new FormSigned.Unknown();
                }

                if (!await db.SignedForms.AnyAsync(f => f.Id == id, stopping))
                {
                    db.SignedForms.Add(new SignedForm
                    {
                        Id = id,
                        PatientId = visit.BookedForId ?? visit.PatientId,
                        VisitId = visitId,
                        FormCode = form.Code,
                        Title = form.Title,
                        Text = form.Text,
                        SignedBy = signedBy,
                        Strokes = strokes.Json,
                        At = clock.GetUtcNow(),
                        By = actor.UserId,
                    });
                    effects.Audit(new AuditEntry("form.signed", "visit", visitId, [visit.PatientId], form.Code, visit.LocationId));
                }

                return new FormSigned.Kept(form.Title);
            },
            stopping);
    }

    /// <returns>False when there is no such form of this visit in sight, or it was withdrawn already.</returns>
    public async Task<bool> Withdraw(Guid id, Guid visitId, CancellationToken stopping) =>
        await transaction.Run(
            async effects =>
            {
                if (await db.SignedForms.SingleOrDefaultAsync(f => f.Id == id && f.VisitId == visitId && f.WithdrawnAt == null, stopping) is not { } signed)
                {
                    return false;
                }

                (signed.WithdrawnAt, signed.WithdrawnBy) = (clock.GetUtcNow(), actor.UserId);
                effects.Audit(new AuditEntry("form.withdrawn", "visit", visitId, [signed.PatientId], signed.FormCode));
                return true;
            },
            stopping);
}

internal abstract record FormSigned
{
    private FormSigned()
    {
    }

    public sealed record Kept(string Title) : FormSigned;

    /// <param name="Why">A sentence for who stands at the screen.</param>
    public sealed record NotUnderstood(string Why) : FormSigned;

    public sealed record Unknown : FormSigned;
}
