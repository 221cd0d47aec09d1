using System.Transactions;

namespace ClinicOps.Kernel.Data;

/// <summary>Asks another module in the middle of a transaction: it has a connection of its own, which must not join what is open here.</summary>
public static class Apart
{
    public static async Task<T> Ask<T>(Func<Task<T>> ask)
    {
        using var scope = new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
        var answer = await ask();
        scope.Complete();
        return answer;
    }
}
