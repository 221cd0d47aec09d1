using ClinicOps.Intake.Coverage.X12;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Intake.Coverage;

/// <summary>Makes the 270 of a patient, a coverage and a day. The number it carries comes from the database, unique whoever writes at the same time.</summary>
internal sealed class WriteQuestion(IntakeDb db, IOrganization organization, IOptions<CoverageOptions> options, TimeProvider clock)
{
    /// <param name="patient">With names.</param>
    /// <param name="npi">Of the visit's provider, asked with where the clinic has none of its own.</param>
    /// <returns>The number is 0 where nothing was written.</returns>
    public async Task<(Written270 Result, int ControlNumber)> Run(
        Patient patient, PatientCoverage coverage, Payer payer, string? npi, DateOnly on, IReadOnlyList<string> serviceTypes, string trace, CancellationToken stopping)
    {
        if (coverage.IsOfSomebodyElse && (coverage.HolderFirst.Length == 0 || coverage.HolderLast.Length == 0))
        {
            return (new Written270.Refused("The subscriber is somebody else: write the subscriber's first and last name into the coverage."), 0);
        }

        if (payer.ElectronicId.Length == 0)
        {
            return (new Written270.Refused($"{payer.Name} has no payer id yet: write it on the page of payers, as the clearinghouse lists it."), 0);
        }

        var name = patient.CurrentName;
        var self = new Person270(name.Last, name.First, name.Middle, name.ShownSuffix, coverage.MemberId, patient.BirthDate, patient.Sex, RelationshipCode(coverage.Relationship));
        var question = new Question270
        {
            SenderId = options.Value.SenderId,
            ReceiverId = options.Value.ReceiverId,
            PayerName = payer.Name,
            PayerId = payer.ElectronicId,
            ProviderName = (await Apart.Ask(() => organization.Profile(stopping))).Name,
            ProviderNpi = options.Value.ClinicNpi ?? npi ?? "",
            Subscriber = coverage.IsOfSomebodyElse ? new Person270(coverage.HolderLast, coverage.HolderFirst, "", "", coverage.MemberId, coverage.HolderBorn, "") : self,
            Dependant = coverage.IsOfSomebodyElse ? self : null,
            On = on,
            ServiceTypes = serviceTypes,
            TraceNumber = trace,
            ControlNumber = 1,
            At = clock.GetUtcNow(),
            IsTest = options.Value.Test,
        };

        // A question that cannot be written takes no number.
        if (Write270.Of(question) is Written270.Refused refused)
        {
            return (refused, 0);
        }

        var number = await NextControlNumber(stopping);
        return (Write270.Of(question with { ControlNumber = number }), number);
    }

    public async Task<int> NextControlNumber(CancellationToken stopping) =>
        (int)(await db.Database.SqlQuery<long>($"SELECT nextval('x12_control_numbers') AS \"Value\"").ToListAsync(stopping))[0];

    private static string RelationshipCode(string relationship) => relationship switch { "spouse" => "01", "child" => "19", "other" => "34", _ => "" };
}
