using ClinicOps.Intake.Ledger;
using ClinicOps.Testing;
using static ClinicOps.Intake.Tests.IntakeClinic;
using static ClinicOps.Intake.Tests.Ledger.LedgerClinic;

namespace ClinicOps.Intake.Tests.Ledger;

/// <param name="Taken">Requests that wrote; the other of each pair was told that it was done.</param>
/// <param name="Lines">In the ledger: a co-pay and a payment for each pair.</param>
/// <param name="Wrong">Pairs of which not exactly one wrote, and accounts that are not even.</param>
internal sealed record DoubleClickFigures(int Taken, int Lines, int Wrong);

/// <summary>Payments with their co-pays, each form sent twice, all at once.</summary>
internal sealed class DoubleClicks(TestClinic clinic, Guid session)
{
    public async Task<DoubleClickFigures> Run(int pairs)
    {
        var patients = new List<Guid>();
        for (var each = 0; each < Math.Min(pairs, 20); each++)
        {
            patients.Add(await clinic.Register(Person("Dora", $"Twice{(char)('a' + each)}")));
        }

        var forms = Enumerable.Range(0, pairs).Select(number => new Taking(Guid.CreateVersion7(), patients[number % patients.Count], Guid.CreateVersion7(), session, 3000, PaymentMethods.Cash) { Charge = CoPay(3000) }).ToList();
        var answers = await Task.WhenAll(forms.SelectMany(form => new[] { Send(form), Send(form) }));
        var (taken, wrong) = (0, 0);
        foreach (var pair in answers.Chunk(2))
        {
            var wrote = pair.Count(answer => answer is MoneyMoved.Done { WasSo: false });
            taken += wrote;
            wrong += wrote == 1 && pair.All(answer => answer is MoneyMoved.Done) ? 0 : 1;
        }

        var lines = 0;
        foreach (var patient in patients)
        {
            var account = await clinic.Account(patient);
            lines += account.Entries.Count;
            wrong += account.Balance == 0 ? 0 : 1;
        }

        return new(taken, lines, wrong);
    }

    private Task<MoneyMoved> Send(Taking form) => Task.Run(() => clinic.Take(form));
}
