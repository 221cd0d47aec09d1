using ClinicOps.Intake.Data;
using ClinicOps.Intake.Importing;
using ClinicOps.Intake.Patients;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Xunit;

[assembly: AssemblyFixture(typeof(TestCluster))]

namespace ClinicOps.Intake.Tests;

/// <summary>A clinic with an empty register, and the ways tests fill it.</summary>
internal static class IntakeClinic
{
    private static int registered;

    public static Task<TestClinic> Open(TestCluster cluster) => cluster.OpenClinic([new IntakeModule()]);

    /// <summary>Puts one person into the register past the look-alike warning.</summary>
    public static async Task<Guid> Register(this TestClinic clinic, PatientDetails details, string? mrn = null)
    {
        var id = Guid.CreateVersion7();
        await clinic.In(async (IntakeDb db) =>
        {
            var written = mrn ?? $"TR{Interlocked.Increment(ref registered):000000}";
            WritePatient.New(db, id, written, details, new PatientStamp(clinic.Clock.GetUtcNow(), null, "register"));
            await db.SaveChangesAsync();
        });
        return id;
    }

    public static PatientDetails Person(string first, string last, string born = "1990-06-20", string middle = "", string suffix = "") => new()
    {
        First = first,
        Middle = middle,
        Last = last,
        Suffix = suffix,
        BirthDate = Date(born),
    };

    public static DateOnly Date(string iso) => DateOnly.ParseExact(iso, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Gives the patient another name, the old one being kept as a former name or dropped as a mistake.</summary>
    public static Task Rename(this TestClinic clinic, Guid id, string last, bool keepsOldName = true) =>
        clinic.Edit(id, new PatientDetails { Last = last }, keepsOldName);

    public static Task Edit(this TestClinic clinic, Guid id, PatientDetails said, bool keepsOldName = true) => clinic.In(async (IntakeDb db) =>
    {
        var patient = await db.WholePatients.SingleAsync(p => p.Id == id);
        WritePatient.Change(db, patient, said, keepsOldName, new PatientStamp(clinic.Clock.GetUtcNow(), null, "edit"));
        await db.SaveChangesAsync();
    });

    /// <summary>As a merge will: the record stays and points to the one that survives.</summary>
    public static Task Merge(this TestClinic clinic, Guid merged, Guid survivor) =>
        clinic.In((IntakeDb db) => db.Patients.Where(p => p.Id == merged).ExecuteUpdateAsync(set => set.SetProperty(p => p.MergedIntoId, survivor)));

    public static Task<PatientsImported> Import(this TestClinic clinic, string csv) => clinic.In((ImportPatients import) =>
        import.Run(PatientsFile.Read(new StringReader(csv), DateOnly.FromDateTime(clinic.Clock.GetUtcNow().UtcDateTime)), CancellationToken.None));
}
