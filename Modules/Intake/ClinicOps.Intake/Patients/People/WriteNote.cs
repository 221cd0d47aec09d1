using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Patients.People;

/// <summary>Adds a note or an alert to a patient, and says that one holds no more. Neither is ever written over.</summary>
internal sealed class WriteNote(IntakeDb db, ModuleTransaction<IntakeDb> transaction, CurrentActor actor, TimeProvider clock)
{
    public const int LongestText = 500;

    /// <param name="id">Made by the form: sent twice it is one.</param>
    public Task<NoteWritten> Add(Guid patientId, Guid id, bool isAlert, string text, CancellationToken stopping) => transaction.Run<NoteWritten>(
        async effects =>
        {
            if (text.Length is 0 or > LongestText)
            {
                return new NoteWritten.NotUnderstood(text.Length == 0 ? "Write what is to be known." : $"Write it shorter: {LongestText} characters at most.");
            }

            if (!await db.Patients.AnyAsync(p => p.Id == patientId && p.MergedIntoId == null, stopping))
            {
                return new NoteWritten.Unknown();
            }

            await Hold(id, stopping);
            if (await db.PatientNotes.AnyAsync(note => note.Id == id, stopping))
            {
                return new NoteWritten.Done();
            }

            db.PatientNotes.Add(new PatientNote { Id = id, PatientId = patientId, IsAlert = isAlert, Text = text, At = clock.GetUtcNow(), By = actor.UserId });
            effects.Audit(new AuditEntry("patient.noted", "patient", patientId));
            return new NoteWritten.Done();
        },
        stopping);

    public Task<NoteWritten> End(Guid patientId, Guid id, string why, CancellationToken stopping) => transaction.Run<NoteWritten>(
        async effects =>
        {
            await Hold(id, stopping);
            if (!await db.StandingNotes(patientId).AnyAsync(note => note.Id == id, stopping))
            {
                return await db.PatientNoteEnds.AnyAsync(end => end.NoteId == id, stopping) ? new NoteWritten.Done() : new NoteWritten.Unknown();
            }

            if (why.Length is < 3 or > LongestText)
            {
                return new NoteWritten.NotUnderstood("Say in a few words why it holds no more.");
            }

            db.PatientNoteEnds.Add(new PatientNoteEnd { NoteId = id, At = clock.GetUtcNow(), By = actor.UserId, Why = why });
            effects.Audit(new AuditEntry("patient.note-ended", "patient", patientId, Reason: why));
            return new NoteWritten.Done();
        },
        stopping);

    /// <summary>Of two who send the same the second sees the first.</summary>
    private Task<int> Hold(Guid noteId, CancellationToken stopping) => db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({NoteLock}, hashtext({noteId.ToString()}))", stopping);

    private const int NoteLock = 7431;
}

internal abstract record NoteWritten
{
    private NoteWritten()
    {
    }

    public sealed record Done : NoteWritten;

    public sealed record NotUnderstood(string Why) : NoteWritten;

    public sealed record Unknown : NoteWritten;
}
